import { validationRefusal } from './position.rules';
import type { FeedQuery } from './feed.dto';

export const EVENT_STREAM_MEDIA_TYPE = 'text/event-stream';

/** The parts of a request that decide how it is answered. */
export interface AnswerRequest {
  readonly method: string;
  readonly headers: { readonly accept?: string | undefined };
}

/** A HEAD asks for the headers of an answer that has an end. */
export function isStreamWanted({ method, headers }: AnswerRequest): boolean {
  const types = (headers.accept ?? '').split(',').map((type) => (type.split(';', 1)[0] ?? '').trim().toLowerCase());
  return method === 'GET' && types.includes(EVENT_STREAM_MEDIA_TYPE);
}

/**
 * A stream goes on from now, so that it stands for no moment and has no pages.
 *
 * @throws DomainError validation_failed (400) at `cursor` or `as_of`
 */
export function refusePaging(query: FeedQuery): void {
  for (const path of ['cursor', 'as_of'] as const) {
    if (query[path] !== undefined) throw validationRefusal(path, 'not with text/event-stream');
  }
}
