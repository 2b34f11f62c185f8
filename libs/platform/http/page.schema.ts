import { z } from 'zod';

const MAX_LIMIT = 1_000;
/** A cursor may hold a subject of 512 characters, each of four bytes. */
const MAX_CURSOR_LENGTH = 4_096;
const DEFAULT_LIMIT = 50;

/** A whole number in a query string. */
export function wholeNumberParameter(minimum: number, maximum: number) {
  const message = `expected a whole number from ${minimum} to ${maximum}`;
  return z
    .string(message)
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, message);
}

const CURSOR_EXPECTED = 'expected the next_cursor of an earlier answer';

/** The paging parameters of every list. */
export const pageFields = {
  limit: wholeNumberParameter(1, MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, description: 'Most items of one page' }),
  cursor: z
    .string(CURSOR_EXPECTED)
    .max(MAX_CURSOR_LENGTH, CURSOR_EXPECTED)
    .optional()
    .meta({ description: 'next_cursor of the page before' }),
};
