import { makeCounterProvider } from '@willsoto/nestjs-prometheus';

export const INGESTED_TOTAL = 'stemedb_assertions_ingested_total';
export const REJECTED_TOTAL = 'stemedb_assertions_rejected_total';
export const SIGNATURE_FAILURES_TOTAL = 'stemedb_signature_failures_total';

export const ASSERTION_METRICS = [
  makeCounterProvider({ name: INGESTED_TOTAL, help: 'Claims acknowledged', labelNames: ['status'] }),
  makeCounterProvider({ name: REJECTED_TOTAL, help: 'Claims refused', labelNames: ['reason'] }),
  makeCounterProvider({ name: SIGNATURE_FAILURES_TOTAL, help: 'Signatures that did not hold' }),
];
