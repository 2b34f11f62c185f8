import { Injectable } from '@nestjs/common';
import { type AdminAct, AuditLog } from '@stemedb/access/audit';
import { AgentRegister } from '@stemedb/knowledge/agents';
import { type Call, Database, type Statement } from '@stemedb/platform/database';
import type { QueryResultRow } from 'pg';
import type { RecordOutcome, RecordVerdict } from './record-verdict.types';
import type { RecordResponse } from './signed-record.dto';

/** A record on its way into the store, and what decides on it. */
export interface RecordWrite<Facts extends QueryResultRow> {
  /** Names the write in metrics. */
  readonly operation: string;
  readonly namespace: string;
  /** Its address, 64 lower-case hex digits. */
  readonly hash: string;
  /** Who signed it; becomes a known agent with it. */
  readonly agentId?: string | undefined;
  /** Reads, in at most one row, what the verdict depends on. */
  readonly facts: Call;
  /** Decides on the record; pure. */
  readonly judge: (facts: Facts | undefined) => RecordVerdict;
  readonly insert: Statement;
  /** The values of the row, which may depend on the facts. */
  readonly valuesOf: (facts: Facts) => readonly unknown[];
  /** What an administrator does with it, to be remembered where it is written. */
  readonly act?: AdminAct | undefined;
}

/**
 * Writes records whose admission depends on what stands already. The verdict is taken on facts that are read after the
 * commit began, when the namespace's other commits wait, so that of two records that exclude each other one is written.
 */
@Injectable()
export class RecordWriter {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentRegister,
    private readonly audits: AuditLog,
  ) {}

  /** Resolves once the record is durable; throws the error with which it is refused. */
  async write<Facts extends QueryResultRow>(record: RecordWrite<Facts>): Promise<RecordResponse> {
    const outcome = (await this.foretell(record)) ?? (await this.commit(record));
    if (outcome.kind === 'refuse') throw outcome.error;
    const status = outcome.kind === 'created' ? 'created' : 'duplicate';
    return { hash: record.hash, status, recorded_at: outcome.recordedAt };
  }

  /** What is refused or known at first sight makes no other write wait; undefined is what may be written. */
  private async foretell<Facts extends QueryResultRow>(record: RecordWrite<Facts>): Promise<RecordOutcome | undefined> {
    const [facts] = await this.database.query<Facts>(`${record.operation}_facts`, record.namespace, record.facts);
    const verdict = record.judge(facts);
    return verdict.kind === 'write' ? undefined : verdict;
  }

  private async commit<Facts extends QueryResultRow>(record: RecordWrite<Facts>): Promise<RecordOutcome> {
    const { operation, namespace, agentId } = record;
    const newcomers = this.agents.newcomers(namespace, agentId === undefined ? [] : [agentId]);
    const outcome = await this.database.manageCommit(operation, namespace, async (manager, recordedAt): Promise<RecordOutcome> => {
      const run = (text: string, values: readonly unknown[]) => manager.query<Facts[]>(text, [...values]);
      const [facts] = await run(record.facts.statement.text, record.facts.values);
      const verdict = record.judge(facts);
      if (verdict.kind !== 'write') return verdict;
      if (facts === undefined) throw new Error('A record can only be written on facts');
      await run(record.insert.text, record.valuesOf(facts));
      for (const { statement, values } of newcomers.calls) await run(statement.text, values);
      if (record.act) await this.audits.appendAdminWithin(manager, namespace, record.act);
      return { kind: 'created', recordedAt };
    });
    if (outcome.kind === 'created') newcomers.remember();
    return outcome;
  }
}
