import { type SignedClaim, signedClaimSchema } from '@stemedb/knowledge/claims';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { NdjsonBody, parseJson, validationError } from '@stemedb/platform/http';
import { ASSERTION_ERRORS } from './assertion.errors';

export const MAX_BATCH_ITEMS = 1_000;

/** An item of a batch: a claim of valid form, or why it is not one. */
export type BatchItem = { readonly claim: SignedClaim; readonly bytes: number } | { readonly error: DomainError };

/**
 * Takes a batch apart into items that each read themselves when their turn comes: a JSON array, or NDJSON text with one claim a line (blank
 * lines do not count). Only the batch as a whole can be refused here.
 *
 * @throws DomainError batch_too_large (413), validation_failed (400) for an empty batch or a body of another shape
 */
export function splitBatch(body: unknown): readonly (() => BatchItem)[] {
  const items = body instanceof NdjsonBody ? splitLines(body.text) : body;
  if (!Array.isArray(items)) throw wholeBatch('expected a JSON array of claims, or one claim a line as NDJSON');
  if (items.length === 0) throw wholeBatch('expected at least one claim');
  if (items.length > MAX_BATCH_ITEMS) {
    throw new DomainError(ASSERTION_ERRORS.batch_too_large, `A batch holds at most ${MAX_BATCH_ITEMS} claims; this one has ${items.length}`);
  }
  const read = body instanceof NdjsonBody ? (item: unknown) => readLine(String(item)) : (item: unknown) => readClaim(item);
  return items.map((item: unknown) => () => read(item));
}

function splitLines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function readLine(line: string): BatchItem {
  try {
    return readClaim(parseJson(line, 'The line is not valid JSON'), line);
  } catch (error) {
    if (error instanceof DomainError) return { error };
    throw error;
  }
}

/** @param text the item as it was sent; of an array only its values are known, and it counts without white space */
function readClaim(item: unknown, text?: string): BatchItem {
  const parsed = signedClaimSchema.safeParse(item);
  return parsed.success ? { claim: parsed.data, bytes: Buffer.byteLength(text ?? JSON.stringify(item)) } : { error: validationError(parsed.error.issues) };
}

function wholeBatch(message: string): DomainError {
  return new DomainError(PLATFORM_ERRORS.validation_failed, `body: ${message}`, { errors: [{ path: '', message }] });
}
