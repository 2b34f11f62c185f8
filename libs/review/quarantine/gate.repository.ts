import { Injectable } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import type { ObjectValue } from '@stemedb/knowledge/claims';
import { Database, encodeColumns } from '@stemedb/platform/database';
import { GATE_QUESTION } from './gate.statements';
import type { SignerStanding } from './reason.rules';
import { type LazySketch, lazySketchOf } from './likeness.rules';
import { sketchFromHex } from './sketch.rules';

/** An earlier claim that says the same as a new one. */
export interface EarlierClaim {
  readonly hash: string;
  readonly sketch: LazySketch;
}

/** Where a statement is looked for. */
export interface StatementPlace {
  readonly subjectKey: string;
  readonly statementKey: string;
}

export interface GateFacts {
  readonly signers: ReadonlyMap<string, SignerStanding>;
  /** By statement key. */
  readonly earlier: ReadonlyMap<string, readonly EarlierClaim[]>;
}

interface EarlierRow {
  readonly key: string;
  readonly hash: string;
  /** Of a long text. */
  readonly sketch: string | null;
  /** The value and the narrative of a short one; null also where there is no narrative. */
  readonly text: readonly [object: string, narrative: string] | null;
}

interface AnswerRow {
  readonly signers: readonly (SignerStanding & { readonly agent_id: string })[] | null;
  readonly earlier: readonly EarlierRow[] | null;
}

@Injectable()
export class GateRepository {
  constructor(private readonly database: Database) {}

  /** One question for a whole commit. */
  async ask(namespace: string, agentIds: readonly string[], places: readonly StatementPlace[]): Promise<GateFacts> {
    const columns = encodeColumns(['bigint', 'bigint'], places.map(({ subjectKey, statementKey }) => [subjectKey, statementKey]));
    const call = { statement: GATE_QUESTION, values: [namespace, agentIds.map(hex), ...columns] };
    const [row] = await this.database.query<AnswerRow & Record<string, unknown>>('quarantine_gate', namespace, call);
    const earlier = new Map<string, EarlierClaim[]>();
    for (const found of row?.earlier ?? []) {
      earlier.set(found.key, [...(earlier.get(found.key) ?? []), { hash: found.hash, sketch: sketchIn(found) }]);
    }
    return { signers: new Map((row?.signers ?? []).map((signer) => [signer.agent_id, signer])), earlier };
  }
}

function sketchIn({ sketch, text }: EarlierRow): LazySketch {
  if (sketch !== null) return () => sketchFromHex(sketch);
  return text === null ? () => null : lazySketchOf({ object: JSON.parse(text[0]) as ObjectValue, narrative: text[1] });
}
