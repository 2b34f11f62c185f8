import { z } from 'zod';
import { parseMoment } from './moment.rules';

export const MOMENT_EXPECTED = 'expected RFC 3339 or Unix seconds';

/** A moment in a query string. */
export const momentSchema = z.string(MOMENT_EXPECTED).transform((text, context) => {
  const parsed = parseMoment(text);
  if (parsed !== undefined) return parsed;
  context.issues.push({ code: 'custom', message: MOMENT_EXPECTED, input: text });
  return z.NEVER;
});

/** The parameter of every read that can be asked of an earlier time. */
export const asOfField = momentSchema.optional().meta({
  type: 'string',
  description: 'Answer from what had been recorded by then: RFC 3339 or Unix seconds',
  example: '2026-01-01T00:00:00Z',
});
