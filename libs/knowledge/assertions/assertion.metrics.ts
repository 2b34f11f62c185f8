import { Injectable } from '@nestjs/common';
import { Database, EVERY_NAMESPACE, type Statement } from '@stemedb/platform/database';
import { InjectMetric, makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';

export const INGESTED_TOTAL = 'stemedb_assertions_ingested_total';
export const REJECTED_TOTAL = 'stemedb_assertions_rejected_total';
export const SIGNATURE_FAILURES_TOTAL = 'stemedb_signature_failures_total';
const ASSERTIONS_TOTAL = 'stemedb_assertions_total';

/** PostgreSQL's own estimate: a scrape must not count millions of rows, nor tell namespaces apart. */
const ESTIMATE: Statement = {
  name: 'estimate_assertions',
  text: `
    SELECT greatest(c.reltuples, s.n_live_tup, 0)::float8 AS total
    FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.oid = 'assertion'::regclass`,
};

/** Asks the store for its size when somebody scrapes; keeps the last figure while the store is away. */
@Injectable()
export class AssertionGauge {
  constructor(@InjectMetric(ASSERTIONS_TOTAL) gauge: Gauge, database: Database) {
    const read = () => database.query<{ total: number }>('assertions_total', EVERY_NAMESPACE, { statement: ESTIMATE, values: [] });
    Object.assign(gauge, {
      async collect(this: Gauge) {
        const rows = await read().catch((): undefined => undefined);
        if (rows?.[0]) this.set(rows[0].total);
      },
    });
  }
}

export const ASSERTION_METRICS = [
  makeCounterProvider({ name: INGESTED_TOTAL, help: 'Claims acknowledged', labelNames: ['status'] }),
  makeCounterProvider({ name: REJECTED_TOTAL, help: 'Claims refused', labelNames: ['reason'] }),
  makeCounterProvider({ name: SIGNATURE_FAILURES_TOTAL, help: 'Claims, votes and other records of which a signature did not hold' }),
  makeGaugeProvider({ name: ASSERTIONS_TOTAL, help: 'Assertions in the store, by its own estimate' }),
  AssertionGauge,
];
