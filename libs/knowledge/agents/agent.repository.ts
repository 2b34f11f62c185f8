import { Injectable } from '@nestjs/common';
import { AS_OF, Database, rfc3339, type Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { LIST_EVENTS, trustAt } from './trust.statements';

const TRUST = trustAt('agent.namespace', 'agent.agent_id', AS_OF);

const COLUMNS = `encode(agent.agent_id, 'hex') AS agent_id, known.trust, ${rfc3339('agent.recorded_at')} AS first_seen_at,
  (SELECT count(*)::int FROM assertion_signature s
    WHERE s.namespace = agent.namespace AND s.agent_id = agent.agent_id AND s.recorded_at <= ${AS_OF}) AS assertions,
  (SELECT count(*)::int FROM vote v
    WHERE v.namespace = agent.namespace AND v.agent_id = agent.agent_id AND v.recorded_at <= ${AS_OF}) AS votes`;

const HELD = `FROM assertion_signature s JOIN quarantine q ON q.namespace = s.namespace AND q.subject_key = s.subject_key
  AND q.assertion_hash = s.assertion_hash AND q.recorded_at <= ${AS_OF}
  WHERE s.namespace = agent.namespace AND s.agent_id = agent.agent_id AND s.recorded_at <= ${AS_OF}`;

const FROM = `FROM agent CROSS JOIN LATERAL (SELECT ${TRUST} AS trust) known WHERE agent.namespace = $1 AND agent.recorded_at <= ${AS_OF}`;

/** Values: namespace, agent id. */
const FIND_AGENT: Statement = {
  name: 'find_agent',
  text: `
    SELECT ${COLUMNS},
      (SELECT count(*)::int ${HELD} AND (q.decided_at IS NULL OR q.decided_at > ${AS_OF})) AS quarantined,
      (SELECT count(*)::int ${HELD} AND q.decision = 'rejected' AND q.decided_at <= ${AS_OF}) AS rejections
    ${FROM} AND agent.agent_id = $2`,
};

/** Values: namespace, the agent id behind which to begin, the scores from and below, how many. */
const LIST_AGENTS: Statement = {
  name: 'list_agents',
  text: `
    SELECT ${COLUMNS} ${FROM} AND agent.agent_id > $2 AND known.trust >= $3 AND known.trust < $4
    ORDER BY agent.agent_id LIMIT $5`,
};

export interface AgentRow {
  readonly agent_id: string;
  readonly trust: number;
  readonly first_seen_at: string;
  readonly assertions: number;
  readonly votes: number;
}

export interface AgentDetailRow extends AgentRow {
  readonly quarantined: number;
  readonly rejections: number;
}

export interface TrustEventRow {
  readonly recorded_at: Moment;
  readonly ordinal: number;
  readonly trust: number;
  readonly cause: string;
  readonly detail: string;
  readonly effective_at: Moment;
}

/** A place in the history of an agent, the last event first. */
export interface EventPlace {
  readonly recordedAt: Moment | 'infinity';
  readonly ordinal: number;
}

const NEWEST: EventPlace = { recordedAt: 'infinity', ordinal: 0 };

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

@Injectable()
export class AgentRepository {
  constructor(private readonly database: Database) {}

  /** An agent and the last events of its trust; undefined where it had not written by then. */
  async find(namespace: string, agentId: string, asked: Moment | undefined, place: EventPlace | undefined, count: number) {
    const { recordedAt, ordinal } = place ?? NEWEST;
    const { asOf, rows } = await this.database.readAt('agent', namespace, asked, [
      { statement: FIND_AGENT, values: [namespace, hex(agentId)] },
      { statement: LIST_EVENTS, values: [namespace, hex(agentId), recordedAt, ordinal, count] },
    ]);
    const [agents = [], events = []] = rows;
    return { asOf, agent: agents[0] as AgentDetailRow | undefined, events: events as unknown as TrustEventRow[] };
  }

  async list(namespace: string, asked: Moment | undefined, after: string, [from, below]: readonly [number, number], limit: number) {
    const values = [namespace, hex(after), from, below, limit];
    const { asOf, rows } = await this.database.readAt('agents', namespace, asked, [{ statement: LIST_AGENTS, values }]);
    return { asOf, agents: (rows[0] ?? []) as unknown as AgentRow[] };
  }
}
