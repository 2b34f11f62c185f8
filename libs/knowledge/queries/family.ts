import { subjectFamily } from '@stemedb/knowledge/aliases';
import { subjectKey } from '@stemedb/knowledge/assertions';
import type { Call, Statement } from '@stemedb/platform/database';

/** The subjects that mean the same as the one asked about, itself left out. Values: namespace, subject key, subject. */
const FIND_FAMILY: Statement = {
  name: 'find_family',
  text: `
    WITH family AS (${subjectFamily('$1', '$2', '$3', 'true')})
    SELECT subject FROM family WHERE subject <> $3::text ORDER BY subject COLLATE "C"`,
};

/** Asks for the aliases of a subject, where there is one and they are to be followed. */
export function familyCalls(namespace: string, query: { readonly subject?: string; readonly resolve_aliases: boolean }): Call[] {
  const { subject, resolve_aliases } = query;
  if (subject === undefined || !resolve_aliases) return [];
  return [{ statement: FIND_FAMILY, values: [namespace, subjectKey(namespace, subject), subject] }];
}
