const DATE = /^\d{4}-\d{2}-\d{2}$/;
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const WHOLE_SECONDS = /^-?\d{1,15}$/;

export const MOMENT_EXPECTED = 'expected whole Unix seconds, a date as 2024-01-31, or RFC 3339';

/** Unix seconds of a moment that a person wrote; a date alone is midnight UTC. Undefined where it is no moment. */
export function unixSeconds(text: string): number | undefined {
  if (WHOLE_SECONDS.test(text)) return Number(text);
  if (!DATE.test(text) && !RFC3339.test(text)) return undefined;
  if (!isRealDate(text.slice(0, 10))) return undefined;
  const milliseconds = Date.parse(DATE.test(text) ? `${text}T00:00:00Z` : text.toUpperCase());
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1_000);
}

/** A moment for a query: a date alone becomes midnight UTC, everything else is the server's to read. */
export function momentParameter(text: string): string {
  return DATE.test(text) ? `${text}T00:00:00Z` : text;
}

/** Date.parse rolls 30 February over into March. */
function isRealDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}
