import { Injectable } from '@nestjs/common';
import { AgentRegister } from '@stemedb/knowledge/agents';
import { type Call, Database, encodeColumns } from '@stemedb/platform/database';
import { ASSERTION_TYPES, assertionRow, hex, SIGNATURE_TYPES, signatureRows } from './assertion.rows';
import {
  FIND_STANDING,
  INSERT_ASSERTIONS,
  INSERT_QUARANTINE,
  INSERT_SIGNATURES,
  INSERT_VECTOR_ASSERTION,
} from './assertion.statements';
import type { IncomingClaim } from './incoming-claim';
import { subjectKey } from './subject-key.rules';
import type { NewSignature } from './write-outcome.rules';

const QUARANTINE_TYPES = ['bigint', 'bytea', 'text', 'text'] as const;

/** A claim to be stored but kept out of sight. */
export interface Held {
  readonly incoming: IncomingClaim;
  readonly reason: string;
  readonly detail: string;
}

/** What one commit changed. */
export interface Written {
  readonly recordedAt: string;
  /** Addresses of the claims that are new. */
  readonly created: readonly string[];
  readonly signed: readonly NewSignature[];
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
    const inserts = assertionInserts(namespace, claims);
    const signatures = claims.flatMap((incoming) => signatureRows(namespace, incoming));
    const newcomers = this.agents.newcomers(namespace, claims.flatMap(({ signatures: signed }) => signed.map((one) => one.agent_id)));
    const calls: Call[] = [
      { statement: INSERT_SIGNATURES, values: [namespace, ...encodeColumns(SIGNATURE_TYPES, signatures)] },
      ...inserts.map(({ call }) => call),
      ...newcomers.calls,
      ...(held.length > 0 ? [quarantineCall(namespace, held)] : []),
    ];
    const { recordedAt, rows } = await this.database.commit('assert', namespace, calls);
    newcomers.remember();
    const [signed, ...written] = rows.map(([row]) => row?.['written'] as unknown);
    const created = inserts.map(({ addresses }, index) => (written[index] as string[] | null) ?? addresses);
    return {
      recordedAt,
      created: created.flat(),
      signed: (signed as NewSignature[] | null) ?? claims.flatMap(signaturesOf),
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

function signaturesOf({ address, signatures }: IncomingClaim): NewSignature[] {
  return signatures.map(({ agent_id }) => ({ hash: address, agentId: agent_id }));
}

interface Insert {
  readonly call: Call;
  readonly addresses: readonly string[];
}

function assertionInserts(namespace: string, claims: readonly IncomingClaim[]): Insert[] {
  const plain = claims.filter(({ claim }) => claim.vector === undefined);
  const inserts = claims.filter(({ claim }) => claim.vector !== undefined).map((incoming) => vectorInsert(namespace, incoming));
  if (plain.length === 0) return inserts;
  const rows = plain.map((incoming) => assertionRow(namespace, incoming));
  const call = { statement: INSERT_ASSERTIONS, values: [namespace, ...encodeColumns(ASSERTION_TYPES, rows)] };
  return [...inserts, { call, addresses: plain.map(({ address }) => address) }];
}

function vectorInsert(namespace: string, incoming: IncomingClaim): Insert {
  const columns = encodeColumns(ASSERTION_TYPES, [assertionRow(namespace, incoming)]);
  const call = { statement: INSERT_VECTOR_ASSERTION, values: [namespace, ...columns, incoming.claim.vector] };
  return { call, addresses: [incoming.address] };
}

function quarantineCall(namespace: string, held: readonly Held[]): Call {
  const rows = held.map(({ incoming, reason, detail }) => [
    subjectKey(namespace, incoming.claim.subject),
    incoming.address,
    reason,
    detail,
  ]);
  return { statement: INSERT_QUARANTINE, values: [namespace, ...encodeColumns(QUARANTINE_TYPES, rows)] };
}
