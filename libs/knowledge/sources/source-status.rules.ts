import type { Moment } from '@stemedb/platform/time';
import type { SourceStatus } from './source-status.dto';

/** What is on record of a source. */
export interface Standing {
  readonly registered_at: Moment;
  /** What was said of it, the latest first; two at most. */
  readonly latest: readonly { readonly status: SourceStatus; readonly recorded_at: Moment }[];
}

export interface Verdict {
  readonly outcome: 'changed' | 'unchanged';
  readonly status: SourceStatus;
  readonly previous: SourceStatus;
  readonly recordedAt: Moment;
}

/**
 * What comes of saying a status at a moment. Said again, it is answered as it was the first time, so that whoever got no
 * answer may ask again and learn the same.
 */
export function decide({ registered_at, latest }: Standing, status: SourceStatus, moment: Moment): Verdict {
  const current = latest[0]?.status ?? 'active';
  if (current !== status) return { outcome: 'changed', status, previous: current, recordedAt: moment };
  return {
    outcome: 'unchanged',
    status,
    previous: latest[1]?.status ?? 'active',
    recordedAt: latest[0]?.recorded_at ?? registered_at,
  };
}
