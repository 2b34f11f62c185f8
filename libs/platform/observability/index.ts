export { createLogger, NestLog, redactText } from './log';
export { ObservabilityModule } from './observability.module';
export { IS_PUBLIC, Public } from './public.decorator';
export { pathLabel, REQUEST_DURATION, REQUESTS_TOTAL, SliRecorder } from './sli';
