import { pendingMigrations, withClient } from '@stemedb/platform/database';
import type { Client } from 'pg';
import { type ArchivedRecord, recordOf } from './archive-line.rules';
import { ArchiveError } from './archive.errors';
import type { Values } from './column.rules';
import { enterNamespace, survey } from './namespace.scope';
import type { RecordKind } from './record-kind.rules';
import { RECORD_KINDS } from './record-kinds.rules';
import { CURSOR, declareCursor, LOCK_NAMESPACE, NAMESPACES, SETTLED } from './store.statements';

/** Writes are held up for as long as the snapshot is taken; whoever does not get his turn by then gives up. */
const LOCK_TIMEOUT = '30s';

/** A store as it stood at one moment, for as long as its transaction lasts. */
export class StoreSnapshot {
  constructor(
    readonly client: Client,
    readonly namespaces: readonly string[],
    /** RFC 3339; everything recorded up to it is here, and nothing will ever be recorded before it. */
    readonly asOf: string,
  ) {}

  /** Every record in the order of an archive: by namespace, kind and primary key. Holds one page at a time. */
  async *records(): AsyncGenerator<ArchivedRecord> {
    for (const namespace of this.namespaces) {
      await enterNamespace(this.client, namespace);
      for (const kind of RECORD_KINDS) yield* this.recordsOf(kind, namespace);
    }
  }

  private async *recordsOf(kind: RecordKind, namespace: string): AsyncGenerator<ArchivedRecord> {
    await this.client.query(declareCursor(kind, namespace));
    for (let more = true; more; ) {
      const { rows } = await this.client.query<Values & object>(`FETCH ${kind.page} FROM ${CURSOR}`);
      for (const row of rows) yield recordOf(kind, namespace, row);
      more = rows.length === kind.page;
    }
    await this.client.query(`CLOSE ${CURSOR}`);
  }
}

/**
 * Shows `work` a store as it stands at one settled moment.
 *
 * @param only one namespace, valid by its form; undefined shows all
 * @throws ArchiveError schema_not_current, namespace_not_found
 */
export async function withSnapshot<T>(url: string, only: string | undefined, work: (snapshot: StoreSnapshot) => Promise<T>): Promise<T> {
  await refuseOldSchema(url);
  return withClient(url, async (client) => {
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
    const snapshot = await takeSnapshot(client, only);
    const result = await work(snapshot);
    await client.query('COMMIT');
    return result;
  });
}

/** @throws ArchiveError schema_not_current */
async function refuseOldSchema(url: string): Promise<void> {
  const pending = await pendingMigrations(url);
  if (pending.length === 0) return;
  throw new ArchiveError('schema_not_current', `The schema of the store is not current (${pending.join(', ')}). Run \`stemedb migrate\` first.`);
}

/**
 * The namespaces' locks are held while the snapshot is taken and the clock is read, so that the moment is one for all of
 * them. A namespace that began in between was not locked: then it is done again with that one too.
 */
async function takeSnapshot(client: Client, only: string | undefined): Promise<StoreSnapshot> {
  let locked: string[] = [];
  await survey(client, 'on');
  for (;;) {
    const known = only === undefined ? await namespacesIn(client) : [only];
    for (const namespace of known.filter((one) => !locked.includes(one))) await client.query(LOCK_NAMESPACE, [namespace]);
    locked = known;
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { rows } = await client.query<{ as_of: string }>(SETTLED, [known]);
    const present = await namespacesIn(client);
    if (only !== undefined && !present.includes(only)) throw new ArchiveError('namespace_not_found', `There is no namespace ${only} in the store.`);
    const seen = only === undefined ? present : [only];
    if (seen.every((namespace) => locked.includes(namespace))) {
      await client.query('SELECT pg_advisory_unlock_all()');
      await survey(client, 'off');
      return new StoreSnapshot(client, seen, rows[0]?.as_of ?? '');
    }
    await client.query('ROLLBACK');
  }
}

async function namespacesIn(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ namespace: string }>(NAMESPACES);
  return rows.map(({ namespace }) => namespace).sort();
}
