import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import { CURSOR_PART, decodeCursor, encodeCursor } from '@stemedb/platform/http';
import type { Moment } from '@stemedb/platform/time';
import { FEED_KINDS, type KeyForm, keyFormOf } from './feed-kind.rules';

/** A place between the events of a namespace: behind the one event that it names, or behind a whole moment. */
export interface Position {
  readonly moment: Moment;
  /** Of the event's kind; `AFTER_ALL` stands behind every kind. */
  readonly rank: number;
  /** Of the event within its kind and moment. */
  readonly key: string;
}

/** A page of the list newest first: the moment that all of its pages stand for, and the last event of the one before. */
export interface NewestFirstPlace {
  readonly asOf: Moment;
  readonly last: Position;
}

/** Greater than every rank that there will be, with two digits. */
const AFTER_ALL = 99;
const FINGERPRINT = 'feed';
const KEY_RULES: Readonly<Record<KeyForm, (key: string) => boolean>> = {
  hash: CURSOR_PART.hash,
  'two hashes': (key) => /^[0-9a-f]{128}$/.test(key),
  text: (key) => key !== '' && CURSOR_PART.text(key),
};
const RANK = (part: string): boolean => /^\d{1,2}$/.test(part) && String(Number(part)) === part;
const PLACE = [CURSOR_PART.moment, RANK, CURSOR_PART.text];

/** Before the first event. */
export const BEGINNING: Position = { moment: '0001-01-01T00:00:00.000000Z', rank: 0, key: '' };

export const endOf = (moment: Moment): Position => ({ moment, rank: AFTER_ALL, key: '' });

/** Below zero where `left` comes first. Texts are ordered by their UTF-8 bytes, as the store orders them. */
export function comparePositions(left: Position, right: Position): number {
  if (left.moment !== right.moment) return left.moment < right.moment ? -1 : 1;
  if (left.rank !== right.rank) return left.rank - right.rank;
  return left.key === right.key ? 0 : Buffer.compare(Buffer.from(left.key), Buffer.from(right.key));
}

export const later = (left: Position, right: Position): Position => (comparePositions(left, right) < 0 ? right : left);

/** The opaque text of a position: the id of an event. */
export const encodePosition = (position: Position): string => encodeCursor(FINGERPRINT, partsOf(position));

/**
 * @param path names the parameter or header in the refusal
 * @throws DomainError validation_failed when the text is damaged or belongs to another list
 */
export function decodePosition(text: string, path: string): Position {
  return placeOf(decodeAt(text, FINGERPRINT, PLACE, path), path);
}

/** @param asked the query's own `as_of`, to which the cursor belongs */
export function encodeNewestFirst(asked: Moment | undefined, place: NewestFirstPlace): string {
  return encodeCursor(fingerprintOf(asked), [place.asOf, ...partsOf(place.last)]);
}

/** @throws DomainError validation_failed at `cursor` when it is damaged or was made by another query */
export function decodeNewestFirst(cursor: string, asked: Moment | undefined): NewestFirstPlace {
  const [asOf = '', ...parts] = decodeAt(cursor, fingerprintOf(asked), [CURSOR_PART.moment, ...PLACE], 'cursor');
  return { asOf, last: placeOf(parts, 'cursor') };
}

const fingerprintOf = (asked: Moment | undefined): string => `${FINGERPRINT} newest first ${asked ?? ''}`.trimEnd();

const partsOf = ({ moment, rank, key }: Position): string[] => [moment, String(rank), key];

function placeOf([moment = '', rank = '', key = '']: readonly string[], path: string): Position {
  const position = { moment, rank: Number(rank), key };
  if (!isPlace(position)) throw validationRefusal(path, 'expected the id of an event');
  return position;
}

/** A key has the form of its kind, or the store could not compare with it. */
function isPlace({ rank, key }: Position): boolean {
  if (key === '') return rank === AFTER_ALL || rank === BEGINNING.rank;
  const kind = FEED_KINDS[rank];
  return kind !== undefined && KEY_RULES[keyFormOf(kind)](key);
}

function decodeAt(text: string, fingerprint: string, rules: readonly ((part: string) => boolean)[], path: string): string[] {
  try {
    return decodeCursor(text, fingerprint, rules);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw validationRefusal(path, error.options.errors?.[0]?.message ?? error.message);
  }
}

export function validationRefusal(path: string, message: string): DomainError {
  return new DomainError(PLATFORM_ERRORS.validation_failed, `${path}: ${message}`, { errors: [{ path, message }] });
}
