export { SOURCE_ERRORS } from './source.errors';
export { registerSourceSchema } from './source.dto';
export { SourcesModule } from './sources.module';
