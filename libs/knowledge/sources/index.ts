export { SOURCE_ERRORS } from './source.errors';
export { registerSourceSchema } from './source.dto';
export { judgeSourceSchema, SOURCE_STATUSES, type SourceStatus } from './source-status.dto';
export { cascadeOf, sourceStatusAt } from './source-status.statements';
export { SourcesModule } from './sources.module';
