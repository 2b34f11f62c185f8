import { subjectFamily } from '@stemedb/knowledge/aliases';
import { subjectKey } from '@stemedb/knowledge/assertions';
import { canonicalSubject } from '@stemedb/knowledge/concepts';
import type { Call, Statement } from '@stemedb/platform/database';

/**
 * The subjects that mean the same as the one asked about, itself left out.
 * Values: namespace, subject key, subject, key and text of its canonical spelling.
 */
const FIND_FAMILY: Statement = {
  name: 'find_family',
  text: `
    WITH family AS (${subjectFamily('$1', 'true', { key: '$2', subject: '$3' }, { key: '$4', subject: '$5' })})
    SELECT subject FROM family WHERE subject <> $3::text ORDER BY subject COLLATE "C"`,
};

/** A subject, and whether whatever means the same is asked as well. */
interface AskedSubject {
  readonly subject: string;
  readonly resolve_aliases: boolean;
}

/**
 * Claims stand under the subject that was signed, aliases under canonical paths. So a subject is asked for as it was
 * spelt, and where aliases are followed in its canonical spelling too, which the answer lists as one that was used.
 *
 * @returns key and text
 */
export function canonicalSpelling(namespace: string, { subject, resolve_aliases }: AskedSubject): [key: string, subject: string] {
  const spelling = resolve_aliases ? canonicalSubject(subject) : subject;
  return [subjectKey(namespace, spelling), spelling];
}

/** Asks for the aliases of a subject, where there is one and they are to be followed. */
export function familyCalls(namespace: string, query: { readonly subject?: string; readonly resolve_aliases: boolean }): Call[] {
  const { subject, resolve_aliases } = query;
  if (subject === undefined || !resolve_aliases) return [];
  const values = [namespace, subjectKey(namespace, subject), subject, ...canonicalSpelling(namespace, { subject, resolve_aliases })];
  return [{ statement: FIND_FAMILY, values }];
}
