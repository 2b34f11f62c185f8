export { IDEMPOTENCY_ERRORS } from './idempotency.errors';
export { IdempotencyModule } from './idempotency.module';
export { Idempotent } from './idempotent.decorator';
