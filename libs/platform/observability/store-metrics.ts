import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { DatabaseEvents } from '@stemedb/platform/database';
import type { Counter, Histogram } from 'prom-client';

const DURATION = 'stemedb_store_operation_duration_seconds';
const ERRORS = 'stemedb_store_errors_total';

/** Counts what the store does; operations are names from the code, never user data. */
@Injectable()
export class StoreMetrics implements DatabaseEvents {
  constructor(
    @InjectMetric(DURATION) private readonly duration: Histogram,
    @InjectMetric(ERRORS) private readonly errors: Counter,
  ) {}

  finished(operation: string, seconds: number): void {
    this.duration.observe({ operation }, seconds);
  }

  failed(operation: string, code: string): void {
    this.errors.inc({ operation, code });
  }
}

export const STORE_METRICS_PROVIDERS = [
  makeHistogramProvider({
    name: DURATION,
    help: 'Seconds of a store operation, waiting for a connection included',
    labelNames: ['operation'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  makeCounterProvider({ name: ERRORS, help: 'Failed store operations', labelNames: ['operation', 'code'] }),
  StoreMetrics,
];
