import type { FeedEvent } from './feed.dto';
import { encodePosition, type Position } from './position.rules';

/** The parts of `text/event-stream` (WHATWG HTML, 9.2). JSON has no line break, so that each takes one `data:` line. */

/** What a client waits before it comes again. */
const RETRY_MS = 2_000;

export const HEARTBEAT_FRAME = Buffer.from(': heartbeat\n\n');

export const eventFrame = (event: FeedEvent): Buffer => Buffer.from(`id: ${event.id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);

/** Begins a stream: without data it is no event, but a client remembers the id and continues from there. */
export const openingFrame = (position: Position): Buffer => Buffer.from(`retry: ${RETRY_MS}\nid: ${encodePosition(position)}\n\n`);

export type StreamEnd = 'shutting_down' | 'slow_consumer' | 'key_refused' | 'internal_error';

const DETAIL: Readonly<Record<StreamEnd, string>> = {
  shutting_down: 'The server is shutting down; come again with Last-Event-ID',
  slow_consumer: 'More waits for this client than is kept for it; come again with Last-Event-ID',
  key_refused: 'The API key is not accepted any more',
  internal_error: 'Something went wrong on the server; come again with Last-Event-ID',
};

/** The last frame of a stream: `end` where nothing is wrong, `error` otherwise. It has no id, so that none is forgotten. */
export function finalFrame(end: StreamEnd): Buffer {
  const event = end === 'shutting_down' ? 'end' : 'error';
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify({ code: end, detail: DETAIL[end] })}\n\n`);
}
