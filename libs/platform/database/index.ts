export { DATABASE_EVENTS, type DatabaseEvents } from './database.events';
export { DatabaseModule, type DatabaseOptions } from './database.module';
export { type Call, type Commit, Database, rfc3339, type Session, type Statement } from './database';
export { migrate, type MigrationReport, pendingMigrations, storeIdentity, withClient } from './migrate';
export { MIGRATIONS } from './migrations';
export { DEFAULT_NAMESPACE, EVERY_NAMESPACE, isNamespace, NAMESPACE_PATTERN } from './namespace.rules';
export { isDataError, isStoreUnavailable, storeErrorCode, toStoreError } from './store-error.rules';
export { type StoreIdentity } from './restricted-role';
