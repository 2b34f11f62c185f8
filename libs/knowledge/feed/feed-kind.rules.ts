/**
 * The kinds of events, in the order in which they follow each other within one commit: what others refer to comes
 * first. A kind's rank stands in positions that clients keep, so that a new kind may only be added at the end.
 */
export const FEED_KINDS = [
  'source',
  'epoch',
  'assertion',
  'signature',
  'vote',
  'supersession',
  'lifecycle',
  'source_status',
  'alias_removed',
  'alias',
  'trust',
  'redaction',
] as const;

export type FeedKind = (typeof FEED_KINDS)[number];

export const rankOf = (kind: FeedKind): number => FEED_KINDS.indexOf(kind);

/** What tells the events of one kind and commit apart, and orders them. */
export type KeyForm = 'hash' | 'two hashes' | 'text';

const KEY_FORMS: Partial<Record<FeedKind, KeyForm>> = { signature: 'two hashes', epoch: 'text', alias: 'text', alias_removed: 'text' };

export const keyFormOf = (kind: FeedKind): KeyForm => KEY_FORMS[kind] ?? 'hash';
