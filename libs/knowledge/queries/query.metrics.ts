import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';

const QUERIES_TOTAL = 'stemedb_queries_total';
const QUERY_LATENCY = 'stemedb_query_latency_seconds';
const QUERY_CANDIDATES = 'stemedb_query_candidates';

export type QueryEndpoint = 'query' | 'skeptic' | 'layered' | 'constraints';

@Injectable()
export class QueryMetrics {
  constructor(
    @InjectMetric(QUERIES_TOTAL) private readonly total: Counter,
    @InjectMetric(QUERY_LATENCY) private readonly latency: Histogram,
    @InjectMetric(QUERY_CANDIDATES) private readonly candidates: Histogram,
  ) {}

  /** Measures one query; `count` tells how many claims its answer considered. */
  async measure<T>(endpoint: QueryEndpoint, lens: string, work: () => Promise<T>, count: (answer: T) => number): Promise<T> {
    const end = this.latency.startTimer({ endpoint });
    this.total.inc({ endpoint, lens });
    try {
      const answer = await work();
      this.candidates.observe({ endpoint }, count(answer));
      return answer;
    } finally {
      end();
    }
  }
}

export const QUERY_METRICS = [
  makeCounterProvider({ name: QUERIES_TOTAL, help: 'Queries asked', labelNames: ['endpoint', 'lens'] }),
  makeHistogramProvider({
    name: QUERY_LATENCY,
    help: 'Seconds to answer a query',
    labelNames: ['endpoint'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  }),
  makeHistogramProvider({
    name: QUERY_CANDIDATES,
    help: 'Claims that a query considered',
    labelNames: ['endpoint'],
    buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000],
  }),
  QueryMetrics,
];
