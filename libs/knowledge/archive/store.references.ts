import type { Client } from 'pg';
import type { Values } from './column.rules';
import { enterNamespace } from './namespace.scope';
import type { RecordKind } from './record-kind.rules';
import { RECORD_KINDS } from './record-kinds.rules';
import { faultOf, type RecordFault } from './record-verifier.rules';
import { CURSOR, declareLost } from './store.statements';

const PAGE = 1_000;

/** Names every record that rests on one that is not there. */
export async function* lostReferences(client: Client, namespaces: readonly string[]): AsyncGenerator<RecordFault> {
  for (const namespace of namespaces) {
    await enterNamespace(client, namespace);
    for (const kind of RECORD_KINDS) {
      for (const reference of kind.references ?? []) {
        yield* found(client, namespace, kind, declareLost(kind, reference, kindNamed(reference.to), namespace), reference.fault);
      }
    }
  }
}

async function* found(client: Client, namespace: string, kind: RecordKind, declaration: string, fault: string): AsyncGenerator<RecordFault> {
  await client.query(declaration);
  for (let more = true; more; ) {
    const { rows } = await client.query<Values & object>(`FETCH ${PAGE} FROM ${CURSOR}`);
    for (const values of rows) yield faultOf({ kind, namespace, values }, fault);
    more = rows.length === PAGE;
  }
  await client.query(`CLOSE ${CURSOR}`);
}

function kindNamed(name: string): RecordKind {
  const kind = RECORD_KINDS.find((one) => one.kind === name);
  if (!kind) throw new Error(`There is no kind of record named ${name}`);
  return kind;
}
