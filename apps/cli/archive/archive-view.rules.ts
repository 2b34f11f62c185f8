import type { Counts } from '@stemedb/knowledge/archive';

/** What a person wants to know of an archive, or of a store that could be one. */
export interface ArchiveFacts {
  readonly as_of: string;
  readonly namespaces: readonly string[];
  readonly counts: Counts;
  readonly digest: string;
}

/** Names are aligned under one another. */
const WIDTH = 22;

/** @param what was done, in a word */
export function archiveLines(what: string, { as_of, namespaces, counts, digest }: ArchiveFacts): string[] {
  const kinds = Object.entries(counts);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${what}  ${total} ${total === 1 ? 'record' : 'records'} of ${namespaces.length === 0 ? 'no namespace' : namespaces.join(', ')}, as of ${as_of}`,
    ...kinds.map(([kind, count]) => `  ${kind.padEnd(WIDTH)}${count}`),
    `  ${'digest'.padEnd(WIDTH)}${digest}`,
  ];
}
