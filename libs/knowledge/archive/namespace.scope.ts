import { isNamespace } from '@stemedb/platform/database';
import type { Client } from 'pg';

/**
 * Tells row-level security which namespace the next statements of the transaction are about. The name is checked, so that
 * it needs no quoting.
 */
export async function enterNamespace(client: Client, namespace: string): Promise<void> {
  if (!isNamespace(namespace)) throw new Error('The namespace is not valid');
  await client.query(`SET LOCAL stemedb.namespace = '${namespace}'`);
}

/** Lets the connection see which namespaces there are, until it is told otherwise. */
export async function survey(client: Client, state: 'on' | 'off'): Promise<void> {
  await client.query(`SET stemedb.survey = '${state}'`);
}
