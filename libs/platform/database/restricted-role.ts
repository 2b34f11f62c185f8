import type { Client } from 'pg';

/** The role whose rights a superuser's transactions take on, because PostgreSQL exempts superusers from row security. */
export const RESTRICTED_ROLE = 'stemedb_app';

/** Injection token of what the store said about the role of this process. */
export const STORE_IDENTITY = Symbol('STORE_IDENTITY');

export interface StoreIdentity {
  readonly bypassesRowSecurity: boolean;
}

/** Whether the connected role is exempt from row-level security (a superuser, or BYPASSRLS). */
export async function readIdentity(client: Client): Promise<StoreIdentity> {
  const answer = await client.query<{ bypasses: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = current_user',
  );
  return { bypassesRowSecurity: answer.rows[0]?.bypasses ?? false };
}

/**
 * Makes the restricted role and gives it what the application needs. Roles belong to the whole server, so another
 * database's migration may create it at the same moment.
 */
export async function ensureRestrictedRole(client: Client): Promise<void> {
  await client.query(`
    DO $$ BEGIN
      CREATE ROLE ${RESTRICTED_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$`);
  await client.query(`GRANT USAGE ON SCHEMA public TO ${RESTRICTED_ROLE}`);
  await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${RESTRICTED_ROLE}`);
}
