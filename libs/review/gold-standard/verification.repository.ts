import { Injectable } from '@nestjs/common';
import { TrustRegister } from '@stemedb/knowledge/agents';
import { hex, subjectKey } from '@stemedb/knowledge/assertions';
import { Database, type Statement } from '@stemedb/platform/database';
import { goldStandardOf } from './gold-standard.repository';
import { COUNT_CLAIMS, FIND_AGENT, FIND_COUNTED, FIND_QUESTIONS, FIND_TESTED, FIND_TRUST } from './gold-standard.statements';
import { countingKey, type GoldQuestion, type Judgement } from './verdict.rules';

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

interface Counted {
  readonly gold_id: string;
  readonly hash: string;
  readonly agent_id: string;
}

interface StoredQuestion extends Omit<GoldQuestion, 'object'> {
  readonly object: string;
  readonly note: string;
  readonly recorded_at: string;
  readonly answered: boolean;
}

export type FoundQuestion = GoldQuestion & {
  /** Whether one of the agents has signed a claim about it. */
  readonly answered: boolean;
};

const keyOf = ({ gold_id, hash, agent_id }: Counted): string => countingKey(gold_id, hash, agent_id);

/** What is known of the agents' claims about gold standards, and what was counted. */
@Injectable()
export class VerificationRepository {
  constructor(
    private readonly database: Database,
    private readonly trust: TrustRegister,
  ) {}

  async isKnown(namespace: string, agentId: string): Promise<boolean> {
    return (await this.find(namespace, FIND_AGENT, [hex(agentId)])).length > 0;
  }

  /** Agents who have signed a claim about a current question, by id. */
  async findTested(namespace: string, after: string, limit: number): Promise<string[]> {
    const rows = await this.find<{ agent_id: string }>(namespace, FIND_TESTED, [hex(after), limit]);
    return rows.map(({ agent_id }) => agent_id);
  }

  /** Current questions, by id, after one of them. */
  async findQuestions(namespace: string, agentIds: readonly string[], after: string | undefined, limit: number): Promise<FoundQuestion[]> {
    const values = [after ?? BEFORE_ALL, agentIds.map(hex), limit];
    return (await this.find<StoredQuestion>(namespace, FIND_QUESTIONS, values)).map(goldStandardOf);
  }

  async findTrust(namespace: string, agentIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.find<{ agent_id: string; trust: number }>(namespace, FIND_TRUST, [agentIds.map(hex)]);
    return new Map(rows.map(({ agent_id, trust }) => [agent_id, trust]));
  }

  /** Counting keys of everything that was counted before for some agents on some questions. */
  async findCounted(namespace: string, goldIds: readonly string[], agentIds: readonly string[]): Promise<Set<string>> {
    return new Set((await this.find<Counted>(namespace, FIND_COUNTED, [goldIds, agentIds.map(hex)])).map(keyOf));
  }

  /**
   * Counts in one commit what was not counted yet, and lets each outcome change its agent's trust with it. No agent may
   * stand there twice. Resolves with the counting keys of what was counted now, once it is durable.
   */
  count(namespace: string, judgements: readonly Judgement[]): Promise<Set<string>> {
    const values = [
      judgements.map(({ gold }) => gold.id),
      judgements.map(({ gold }) => subjectKey(namespace, gold.subject)),
      judgements.map(({ hash }) => hex(hash)),
      judgements.map(({ agentId }) => hex(agentId)),
      judgements.map(({ accurate }) => accurate),
    ];
    return this.database.manageCommit('gold_outcome', namespace, async (manager) => {
      const rows: Counted[] = await manager.query(COUNT_CLAIMS, [namespace, ...values]);
      const counted = new Set(rows.map(keyOf));
      for (const { gold, agentId, hash, accurate } of judgements) {
        if (!counted.has(countingKey(gold.id, hash, agentId))) continue;
        const detail = `Claim ${hash} against gold standard ${gold.id}`;
        await this.trust.recordOutcome(manager, namespace, agentId, accurate ? 'accurate' : 'inaccurate', 'gold_standard', detail);
      }
      return counted;
    });
  }

  private find<Row extends object>(namespace: string, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.database.query<Row & Record<string, unknown>>('gold_verification', namespace, { statement, values: [namespace, ...values] });
  }
}
