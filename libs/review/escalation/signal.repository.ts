import { Inject, Injectable } from '@nestjs/common';
import { FIND_COMMITS } from '@stemedb/knowledge/disagreements';
import type { Span } from '@stemedb/knowledge/projections';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { Database, type Statement } from '@stemedb/platform/database';
import type { Moment } from '@stemedb/platform/time';
import { failureLevel, RETRACTION_PREDICATE, retractionLevel, type Signal } from './escalation.rules';
import { COUNT_RESTING_AT, FIND_FAILURES, FIND_RETRACTIONS, FIND_STANDINGS } from './signal.statements';
import { type PairStanding, standingSignals } from './signal.rules';

/** A figure that no pair reaches. */
const NEVER = 2_147_483_647;

interface Retraction {
  readonly subject: string;
  readonly moment: Moment;
}

interface Failure extends Retraction {
  readonly predicate: string;
  readonly count: number;
}

/** Finds what the commits of a span say that a person should look at. */
@Injectable()
export class SignalRepository {
  private readonly threshold: number;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
  ) {
    this.threshold = config.STEMEDB_ESCALATION_ANECDOTAL_CLAIMS || NEVER;
  }

  /** The end of a step of so many commits. */
  async endOfStep(namespace: string, { after, upTo }: Span, commits: number): Promise<Moment> {
    const rows = await this.find<{ recorded_at: Moment }>(namespace, FIND_COMMITS, [after, upTo, commits]);
    return rows.at(-1)?.recorded_at ?? upTo;
  }

  /** In the order of their moments. */
  async findSignals(namespace: string, { after, upTo }: Span): Promise<Signal[]> {
    const standings = await this.find<PairStanding>(namespace, FIND_STANDINGS, [after, upTo, this.threshold]);
    const signals = standings.flatMap((standing) => standingSignals(standing, this.threshold));
    signals.push(...(await this.findRetractions(namespace, after, upTo)), ...(await this.findFailures(namespace, after, upTo)));
    return signals.sort((left, right) => (left.moment < right.moment ? -1 : Number(left.moment > right.moment)));
  }

  private async findRetractions(namespace: string, after: Moment | null, upTo: Moment): Promise<Signal[]> {
    const signals: Signal[] = [];
    for (const { subject, moment } of await this.find<Retraction>(namespace, FIND_RETRACTIONS, [after, upTo])) {
      const [row] = await this.find<{ count: number }>(namespace, COUNT_RESTING_AT, [Buffer.from(subject, 'hex'), moment]);
      const count = row?.count ?? 0;
      const level = retractionLevel(count);
      signals.push({ type: 'source_retracted', subject, predicate: RETRACTION_PREDICATE, moment, evidenceAt: moment, ends: false, count, level });
    }
    return signals;
  }

  private async findFailures(namespace: string, after: Moment | null, upTo: Moment): Promise<Signal[]> {
    const failures = await this.find<Failure>(namespace, FIND_FAILURES, [after, upTo]);
    return failures.map((failure) => ({
      ...failure,
      type: 'gold_standard_failure',
      evidenceAt: failure.moment,
      ends: false,
      level: failureLevel(failure.count),
    }));
  }

  private find<Row extends object>(namespace: string, statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.database.query<Row & Record<string, unknown>>('escalation_signals', namespace, { statement, values: [namespace, ...values] });
  }
}
