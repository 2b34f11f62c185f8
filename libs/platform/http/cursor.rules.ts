import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

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
 * @throws DomainError validation_failed at `cursor` when it is damaged or was made by another query.
 */
export function decodeCursor(cursor: string, fingerprint: string, keyLength: number): string[] {
  const parts = parseParts(cursor);
  if (!parts || parts.length !== keyLength + 1) throw cursorError('expected the next_cursor of an earlier answer');
  if (parts[0] !== fingerprint) throw cursorError('this cursor belongs to a query with other parameters');
  return parts.slice(1);
}

function parseParts(cursor: string): string[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function cursorError(message: string): DomainError {
  return new DomainError(PLATFORM_ERRORS.validation_failed, `cursor: ${message}`, {
    errors: [{ path: 'cursor', message }],
  });
}
