import { Injectable } from '@nestjs/common';
import { Database, encodeColumns } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import type { EntityManager } from 'typeorm';
import { type Decay, type Decaying, decaysOf } from './trust-decay.rules';
import { FIND_DECAYING, INSERT_DECAYS } from './trust.statements';

/** Agents looked at in one commit, for as long as which the writers of the namespace wait. */
const PAGE = 1_000;

export const DECAY = 'decay';

/** A decay of a whole namespace. */
export interface DecayPlan {
  /** The moment that it reaches to. */
  readonly at: Moment;
  readonly halfLifeDays: number;
}

/** How far it came with one page of agents. */
export interface DecayedPage {
  readonly agents: number;
  readonly changed: number;
  /** The agent behind which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** Work to be done in the transaction of the last page. */
export type Conclude = (manager: EntityManager, last: DecayedPage) => Promise<unknown>;

@Injectable()
export class TrustDecayRepository {
  constructor(private readonly database: Database) {}

  /**
   * Decays the next agents. A page on which nothing would change makes no commit, unless it concludes.
   *
   * @param after the agent behind which to begin; an empty text is the beginning
   */
  async decayPage(namespace: string, after: string, plan: DecayPlan, conclude?: Conclude): Promise<DecayedPage> {
    const values = [namespace, Buffer.from(after, 'hex'), plan.at, PAGE];
    const seen = await this.database.query<Decaying & Record<string, unknown>>('trust_decaying', namespace, { statement: FIND_DECAYING, values });
    const ends = conclude !== undefined && seen.length < PAGE;
    if (!ends && decaysOf(seen, plan.halfLifeDays).length === 0) return pageOf(seen, 0);
    return this.database.manageCommit('trust_decay', namespace, async (manager) => {
      // Outcomes may have come since; now none can until the commit is done.
      const agents = await manager.query<Decaying[]>(FIND_DECAYING.text, values);
      const decays = decaysOf(agents, plan.halfLifeDays);
      if (decays.length > 0) await manager.query(INSERT_DECAYS.text, [namespace, ...columnsOf(decays), plan.at, DECAY, detailOf(plan)]);
      const page = pageOf(agents, decays.length);
      if (page.next === undefined) await conclude?.(manager, page);
      return page;
    });
  }
}

const columnsOf = (decays: readonly Decay[]): Buffer[] =>
  encodeColumns(
    ['bytea', 'double precision'],
    decays.map(({ agentId, trust }) => [agentId, trust]),
  );

const detailOf = ({ at, halfLifeDays }: DecayPlan): string => `Toward 0.5 until ${at}, with a half-life of ${halfLifeDays} days`;

const pageOf = (agents: readonly Decaying[], changed: number): DecayedPage => ({
  agents: agents.length,
  changed,
  next: agents.length < PAGE ? undefined : agents.at(-1)?.agent_id,
});
