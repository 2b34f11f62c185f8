import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

/** Whether a part of a sort key is one that the store can compare with. */
type PartRule = (part: string) => boolean;

/** The kinds of parts that sort keys are made of: PostgreSQL refuses a date that does not exist, and U+0000. */
export const CURSOR_PART = {
  text: (part: string) => !part.includes('\0'),
  hash: (part: string) => /^[0-9a-f]{64}$/.test(part),
  moment: (part: string) => /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/.test(part) && isRealTime(part.slice(0, 19)),
} as const satisfies Record<string, PartRule>;

/**
 * An opaque list cursor: the sort key of the last row and a fingerprint of the query it belongs to, base64url.
 * It carries no secret: whoever forges one reads only what the query shows anyway.
 */
export function encodeCursor(fingerprint: string, key: readonly string[]): string {
  return Buffer.from(JSON.stringify([fingerprint, ...key])).toString('base64url');
}

/**
 * Reads a cursor back.
 *
 * @param rules one for each part of the sort key
 * @throws DomainError validation_failed at `cursor` when it is damaged or was made by another query.
 */
export function decodeCursor(cursor: string, fingerprint: string, rules: readonly PartRule[]): string[] {
  const [made, ...key] = parseParts(cursor);
  const whole = made !== undefined && key.length === rules.length && rules.every((rule, index) => rule(key[index] ?? ''));
  // Decoding is lenient; only what encodeCursor would have made is a cursor.
  if (!whole || encodeCursor(made, key) !== cursor) throw cursorError('expected the next_cursor of an earlier answer');
  if (made !== fingerprint) throw cursorError('this cursor belongs to a query with other parameters');
  return key;
}

function parseParts(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Date rolls 30 February over into March, so the text has to come back as it was. */
function isRealTime(text: string): boolean {
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

function cursorError(message: string): DomainError {
  return new DomainError(PLATFORM_ERRORS.validation_failed, `cursor: ${message}`, {
    errors: [{ path: 'cursor', message }],
  });
}
