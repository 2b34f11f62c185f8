import { Injectable } from '@nestjs/common';
import { CircuitBreaker } from '@stemedb/access/circuit-breaker';
import { Quotas } from '@stemedb/access/quotas';
import { DomainError } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import { AGENT_ERRORS } from './agent.errors';
import { AgentRepository, type AgentRow, type TrustEventRow } from './agent.repository';
import type { AgentDetail, AgentList, AgentView, FindAgentQuery, ListAgentsQuery, TrustEventView, TrustHistory, TrustHistoryQuery } from './agent.dto';
import { quotaMultiplier, scoresOf, trustTier } from './trust-tier.rules';

const AGENTS_KEY = [CURSOR_PART.moment, CURSOR_PART.hash];
const isOrdinal = (part: string): boolean => /^\d{1,5}$/.test(part);
const EVENTS_KEY = [CURSOR_PART.moment, CURSOR_PART.moment, isOrdinal];

/** Events that an agent shows with itself. */
const SHOWN_EVENTS = 20;
const ALL_SCORES = [0, Infinity] as const;

@Injectable()
export class AgentsService {
  constructor(
    private readonly agents: AgentRepository,
    private readonly quotas: Quotas,
    private readonly breaker: CircuitBreaker,
  ) {}

  /** @throws DomainError agent_not_found (404), as_of_in_future (422) */
  async find(namespace: string, agentId: string, { as_of }: FindAgentQuery): Promise<AgentDetail> {
    const { asOf, agent, events } = await this.agents.find(namespace, agentId, as_of, undefined, SHOWN_EVENTS);
    if (!agent) throw unknownAgent();
    return {
      ...agent,
      ...viewOf(agent),
      as_of: asOf,
      trust_history: events.map(eventOf),
      quota_multiplier: quotaMultiplier(agent.trust),
      quota: await this.quotas.standingOf(namespace, agentId),
      circuit_breaker: this.breaker.stateOfAgent(namespace, agentId),
    };
  }

  /** In the order of their ids. All pages stand for the moment of the first one. */
  async list(namespace: string, query: ListAgentsQuery): Promise<AgentList> {
    const fingerprint = `agents:${query.tier ?? ''}:${query.as_of ?? ''}`;
    const key = query.cursor === undefined ? undefined : decodeCursor(query.cursor, fingerprint, AGENTS_KEY);
    const scores = query.tier === undefined ? ALL_SCORES : scoresOf(query.tier);
    const { asOf, agents } = await this.agents.list(namespace, key?.[0] ?? query.as_of, key?.[1] ?? '', scores, query.limit + 1);
    const items = agents.slice(0, query.limit).map(viewOf);
    const last = items.at(-1);
    return { as_of: asOf, items, next_cursor: agents.length > query.limit && last ? encodeCursor(fingerprint, [asOf, last.agent_id]) : null };
  }

  /**
   * Every change of an agent's trust up to a moment, the last first.
   *
   * @throws DomainError agent_not_found (404), as_of_in_future (422)
   */
  async history(namespace: string, agentId: string, query: TrustHistoryQuery): Promise<TrustHistory> {
    const fingerprint = `trust:${agentId}:${query.as_of ?? ''}`;
    const key = query.cursor === undefined ? undefined : decodeCursor(query.cursor, fingerprint, EVENTS_KEY);
    const place = key && { recordedAt: key[1] ?? '', ordinal: Number(key[2]) };
    const { asOf, agent, events } = await this.agents.find(namespace, agentId, key?.[0] ?? query.as_of, place, query.limit + 1);
    if (!agent) throw unknownAgent();
    const last = events.length > query.limit ? events[query.limit - 1] : undefined;
    return {
      as_of: asOf,
      items: events.slice(0, query.limit).map(eventOf),
      next_cursor: last ? encodeCursor(fingerprint, [asOf, last.recorded_at, String(last.ordinal)]) : null,
    };
  }
}

const unknownAgent = () => new DomainError(AGENT_ERRORS.agent_not_found, 'No agent with this id has written here');

const viewOf = ({ agent_id, trust, first_seen_at, assertions, votes }: AgentRow): AgentView => ({
  agent_id,
  trust,
  tier: trustTier(trust),
  first_seen_at,
  assertions,
  votes,
});

const eventOf = ({ ordinal: _ordinal, ...event }: TrustEventRow): TrustEventView => event;
