import { Injectable } from '@nestjs/common';
import { trustAt } from '@stemedb/knowledge/agents';
import { Database, encodeColumns, type Statement } from '@stemedb/platform/database';
import { EXEMPT_CLAIMS, type Pass, passKey, signedNonce, type Standing } from './admission.rules';

/** Claims are counted by an index, and no further than it matters. Values: namespace, agent ids. */
const FIND_STANDINGS: Statement = {
  name: 'find_admission_standings',
  text: `
    SELECT ${trustAt('$1', 'given.agent_id', "'infinity'")} AS trust, (
      SELECT count(*)::int FROM (
        SELECT FROM assertion_signature s WHERE s.namespace = $1 AND s.agent_id = given.agent_id LIMIT ${EXEMPT_CLAIMS}) signed) AS claims
    FROM unnest($2::bytea[]) WITH ORDINALITY AS given (agent_id, place) ORDER BY given.place`,
};

/**
 * Marks proofs as used; the rows name those that were new, or had been used by the same request.
 * Values: namespace, then one array a column, in the order of agent and nonce, so that two instances wait in one order.
 */
const USE_PROOFS: Statement = {
  name: 'use_proofs',
  text: `
    INSERT INTO used_proof (namespace, agent_id, nonce, solved_at, request_id)
    SELECT $1, given.agent_id, given.nonce, given.solved_at, given.request_id::uuid
    FROM unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::text[]) AS given (agent_id, nonce, solved_at, request_id)
    ON CONFLICT (namespace, agent_id, nonce) DO UPDATE SET request_id = used_proof.request_id
      WHERE used_proof.request_id = excluded.request_id
    RETURNING encode(agent_id, 'hex') || ':' || nonce || ':' || request_id AS used`,
};

const PROOF_TYPES = ['bytea', 'bigint', 'bigint', 'text'] as const;

/** What nobody can use any more is taken away by whoever comes next; rows that another one is at are left to him. */
const FORGET_PROOFS: Statement = {
  name: 'forget_proofs',
  text: `
    DELETE FROM used_proof WHERE namespace = $1 AND (agent_id, nonce) IN (
      SELECT agent_id, nonce FROM used_proof WHERE namespace = $1 AND solved_at < $2::bigint LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
};

@Injectable()
export class AdmissionRepository {
  constructor(private readonly database: Database) {}

  async findStandings(namespace: string, agentIds: readonly string[]): Promise<Standing[]> {
    const values = [namespace, agentIds.map((agentId) => Buffer.from(agentId, 'hex'))];
    return this.database.query<Standing & Record<string, unknown>>('admission', namespace, { statement: FIND_STANDINGS, values });
  }

  /**
   * Marks proofs as used.
   *
   * @param passes none twice
   * @param oldest Unix seconds; what was solved before is forgotten
   * @returns `passKey` of those that nobody has used before
   */
  async use(namespace: string, passes: readonly Pass[], oldest: number): Promise<Set<string>> {
    const ordered = [...passes].sort((one, other) => (passKey(one) < passKey(other) ? -1 : 1));
    const columns = encodeColumns(
      PROOF_TYPES,
      ordered.map(({ agentId, nonce, timestamp, requestId }) => [agentId, signedNonce(nonce), timestamp, requestId]),
    );
    const used = new Set<string>();
    const first = { statement: USE_PROOFS, values: [namespace, ...columns] };
    await this.database.writeAfter('use_proofs', namespace, first, (rows) => {
      for (const row of rows) used.add(String(row['used']));
      return [{ statement: FORGET_PROOFS, values: [namespace, oldest] }];
    });
    return used;
  }
}
