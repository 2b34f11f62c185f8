import { Injectable } from '@nestjs/common';
import { hex } from '@stemedb/knowledge/assertions';
import { Database, encodeColumns } from '@stemedb/platform/database';
import { GATE_QUESTION } from './gate.statements';
import type { SignerStanding } from './reason.rules';
import { type Sketch, sketchFromHex } from './sketch.rules';

/** An earlier claim that says the same as a new one. */
export interface EarlierClaim {
  readonly hash: string;
  readonly sketch: Sketch | null;
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

interface AnswerRow {
  readonly signers: readonly (SignerStanding & { readonly agent_id: string })[] | null;
  readonly earlier: readonly { readonly key: string; readonly hash: string; readonly sketch: string | null }[] | null;
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
    for (const { key, hash, sketch } of row?.earlier ?? []) {
      earlier.set(key, [...(earlier.get(key) ?? []), { hash, sketch: sketch === null ? null : sketchFromHex(sketch) }]);
    }
    return { signers: new Map((row?.signers ?? []).map((signer) => [signer.agent_id, signer])), earlier };
  }
}
