import { hash } from 'node:crypto';

/**
 * 64 bits of a hash over the parts, as the decimal text of a signed PostgreSQL bigint. A collision only puts two
 * subjects in one place; every statement compares the texts as well.
 */
function key(...parts: readonly string[]): string {
  // JSON keeps the parts apart: ('a', 'bc') and ('ab', 'c') differ.
  return BigInt.asIntN(64, BigInt(`0x${hash('sha256', JSON.stringify(parts)).slice(0, 16)}`)).toString();
}

/** The distribution column: all that is known of one subject of one namespace lives together. */
export function subjectKey(namespace: string, subject: string): string {
  return key(namespace, subject);
}

/** By which the claims of a subject with one predicate stand next to each other. */
export function predicateKey(predicate: string): string {
  return key(predicate);
}
