import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '@stemedb/platform/database';

export const NEUTRAL_TRUST = 0.5;

/**
 * SQL for an agent's trust rank at a moment.
 *
 * @param namespace, agentId, moment SQL expressions
 */
export const trustAt = (namespace: string, agentId: string, moment: string): string => `coalesce((
  SELECT event.trust FROM trust_event event
  WHERE event.namespace = ${namespace} AND event.agent_id = ${agentId} AND event.recorded_at <= ${moment}
  ORDER BY event.recorded_at DESC LIMIT 1), ${NEUTRAL_TRUST})`;

const INSERT_EVENT: Statement = {
  name: 'insert_trust_event',
  text: `INSERT INTO trust_event (namespace, agent_id, trust, cause, detail) VALUES ($1, $2, $3, $4, $5)`,
};

/** A change of an agent's trust. */
export interface TrustChange {
  readonly agentId: string;
  /** The new rank, 0 to 1. */
  readonly trust: number;
  /** What kind of event changed it. */
  readonly cause: string;
  /** The event in words, for people. */
  readonly detail: string;
}

/** Appends to the history of trust. Earlier ranks stay, so that every answer can be given again as of its time. */
@Injectable()
export class TrustRegister {
  constructor(private readonly database: Database) {}

  /** Resolves with the moment of the change, once it is durable. */
  async record(namespace: string, change: TrustChange): Promise<string> {
    const { agentId, trust, cause, detail } = change;
    const call = { statement: INSERT_EVENT, values: [namespace, Buffer.from(agentId, 'hex'), trust, cause, detail] };
    return (await this.database.commit('trust', namespace, [call])).recordedAt;
  }
}
