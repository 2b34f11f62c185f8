import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';

/** A moment as PostgreSQL keeps it: RFC 3339 in UTC with microseconds, so that texts compare like times. */
export type Moment = string;

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ]((?:[01]\d|2[0-3]):\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;
const UNIX_SECONDS = /^(\d{1,12})(?:\.(\d{1,9}))?$/;
/** The years 0001 to 9999, which RFC 3339 can write and PostgreSQL can hold. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

const CANONICAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

/** Whether a text has the form of a moment. */
export function isMoment(text: string): text is Moment {
  return CANONICAL.test(text);
}

/** Reads RFC 3339 or Unix seconds, either with a fraction; digits past microseconds are cut. Undefined if neither. */
export function parseMoment(text: string): Moment | undefined {
  const unix = UNIX_SECONDS.exec(text);
  if (unix) return momentAt(Number(unix[1]), unix[2]);
  const parts = RFC3339.exec(text);
  if (!parts) return undefined;
  const seconds = Date.parse(`${parts[1]}T${parts[2]}${parts[4]?.toUpperCase()}`) / 1_000;
  if (Number.isNaN(seconds) || !isRealDate(parts[1] ?? '')) return undefined;
  return momentAt(seconds, parts[3]);
}

/** Date.parse rolls 30 February over into March; a moment that does not exist is a mistake. */
function isRealDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

function momentAt(seconds: number, fraction = ''): Moment | undefined {
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) return undefined;
  const whole = new Date(seconds * 1_000).toISOString().slice(0, 19);
  return `${whole}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** Unix seconds with the fraction. */
export function secondsOf(moment: Moment): number {
  return Date.parse(`${moment.slice(0, 19)}Z`) / 1_000 + Number(`0.${moment.slice(20, 26)}`);
}

/**
 * Nobody guesses what will have been recorded.
 *
 * @throws DomainError as_of_in_future (422)
 */
export function refuseFuture(asked: Moment, present: Moment): void {
  if (asked <= present) return;
  throw new DomainError(PLATFORM_ERRORS.as_of_in_future, `as_of lies after ${present}, the present of the store`, {
    errors: [{ path: 'as_of', message: 'expected a moment that has passed' }],
  });
}
