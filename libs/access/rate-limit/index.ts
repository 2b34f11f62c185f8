export { RATE_LIMIT_ERRORS } from './rate-limit.errors';
export { RateLimitGuard } from './rate-limit.guard';
export { RateLimitModule } from './rate-limit.module';
