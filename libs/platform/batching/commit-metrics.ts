import { makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

export const COMMIT_BATCH_SIZE = 'stemedb_commit_batch_size';
export const COMMIT_DURATION = 'stemedb_commit_duration_seconds';
export const COMMIT_QUEUE_DEPTH = 'stemedb_commit_queue_depth';

export const COMMIT_METRICS = [
  makeHistogramProvider({
    name: COMMIT_BATCH_SIZE,
    help: 'Claims or votes that shared one commit',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
  }),
  makeHistogramProvider({
    name: COMMIT_DURATION,
    help: 'Seconds that a group commit took, its gates included',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  makeGaugeProvider({ name: COMMIT_QUEUE_DEPTH, help: 'Claims or votes that wait for a commit to begin' }),
];
