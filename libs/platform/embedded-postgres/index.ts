export { connectionUrl, type ConnectionParts } from './connection-url.rules';
export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres.errors';
export { startEmbeddedPostgres, stopAbandonedPostgres } from './embedded-postgres.service';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded-postgres.types';
