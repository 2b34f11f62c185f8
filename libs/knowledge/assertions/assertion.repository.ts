import { Injectable } from '@nestjs/common';
import { AgentRegister } from '@stemedb/knowledge/agents';
import { type Call, Database } from '@stemedb/platform/database';
import { assertionRow, columnsOf, hex, signatureRows } from './assertion.rows';
import {
  FIND_STANDING,
  INSERT_ASSERTIONS,
  INSERT_QUARANTINE,
  INSERT_SIGNATURES,
  INSERT_VECTOR_ASSERTION,
} from './assertion.statements';
import type { IncomingClaim } from './incoming-claim';
import { subjectKey } from './subject-key.rules';

const ASSERTION_WIDTH = 18;
const SIGNATURE_WIDTH = 5;

/** A claim to be stored but kept out of sight. */
export interface Held {
  readonly incoming: IncomingClaim;
  readonly reason: string;
  readonly detail: string;
}

/** What one commit changed. */
export interface Written {
  readonly recordedAt: string;
  readonly created: readonly string[];
  readonly signed: readonly { readonly hash: string; readonly agentId: string }[];
}

/** A claim that stood before. */
export interface Standing {
  readonly hash: string;
  readonly recordedAt: string;
  readonly quarantined: boolean;
}

@Injectable()
export class AssertionRepository {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentRegister,
  ) {}

  /** Writes all claims, their signatures and the newly held ones in one durable commit of one flight. */
  async insert(namespace: string, claims: readonly IncomingClaim[], held: readonly Held[]): Promise<Written> {
    const inserts = assertionCalls(namespace, claims);
    const signatures = claims.flatMap((incoming) => signatureRows(namespace, incoming));
    const newcomers = this.agents.newcomers(namespace, claims.flatMap(({ signatures: signed }) => signed.map((one) => one.agent_id)));
    const calls: Call[] = [
      ...inserts,
      { statement: INSERT_SIGNATURES, values: [namespace, ...columnsOf(signatures, SIGNATURE_WIDTH)] },
      ...newcomers.calls,
      ...(held.length > 0 ? [quarantineCall(namespace, held)] : []),
    ];
    const commit = await this.database.commit('assert', namespace, calls);
    newcomers.remember();
    const created = commit.rows.slice(0, inserts.length).flat();
    const signed = commit.rows[inserts.length] ?? [];
    return {
      recordedAt: commit.recordedAt,
      created: created.map((row) => String(row['hash'])),
      signed: signed.map((row) => ({ hash: String(row['hash']), agentId: String(row['agent_id']) })),
    };
  }

  async findStanding(namespace: string, hashes: readonly string[]): Promise<Standing[]> {
    const rows = await this.database.query<{ hash: string; recorded_at: string; quarantined: boolean }>('standing', namespace, {
      statement: FIND_STANDING,
      values: [namespace, hashes.map(hex)],
    });
    return rows.map((row) => ({ hash: row.hash, recordedAt: row.recorded_at, quarantined: row.quarantined }));
  }
}

function assertionCalls(namespace: string, claims: readonly IncomingClaim[]): Call[] {
  const plain = claims.filter(({ claim }) => claim.vector === undefined);
  const withVector = claims.filter(({ claim }) => claim.vector !== undefined);
  const calls: Call[] = withVector.map((incoming) => ({
    statement: INSERT_VECTOR_ASSERTION,
    values: [namespace, ...assertionRow(namespace, incoming), incoming.claim.vector],
  }));
  if (plain.length > 0) {
    const rows = plain.map((incoming) => assertionRow(namespace, incoming));
    calls.push({ statement: INSERT_ASSERTIONS, values: [namespace, ...columnsOf(rows, ASSERTION_WIDTH)] });
  }
  return calls;
}

function quarantineCall(namespace: string, held: readonly Held[]): Call {
  const rows = held.map(({ incoming, reason, detail }) => [
    subjectKey(namespace, incoming.claim.subject),
    hex(incoming.address),
    reason,
    detail,
  ]);
  return { statement: INSERT_QUARANTINE, values: [namespace, ...columnsOf(rows, 4)] };
}
