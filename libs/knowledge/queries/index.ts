export { QueriesModule } from './queries.module';
export { QUERY_ERRORS } from './query.errors';
