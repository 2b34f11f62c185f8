import { Injectable } from '@nestjs/common';
import { Authentication } from '@stemedb/access/api-keys';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FeedQuery } from './feed.dto';
import { readAfter } from './feed.service';
import { FeedStreams } from './feed-streams.service';
import { decodePosition, type Position } from './position.rules';
import type { StreamBody } from './stream-body';
import { EVENT_STREAM_MEDIA_TYPE, refusePaging } from './stream-request.rules';

const LAST_EVENT_ID = 'last-event-id';

/** Answers a request with a stream. */
@Injectable()
export class FeedStreamService {
  constructor(
    private readonly streams: FeedStreams,
    private readonly authentication: Authentication,
  ) {}

  /** @throws DomainError validation_failed (400), too_many_streams, shutting_down, store_unavailable (503) */
  async open(namespace: string, query: FeedQuery, request: FastifyRequest, reply: FastifyReply): Promise<StreamBody> {
    refusePaging(query);
    const body = await this.streams.open(namespace, startOf(query, request), () => this.authentication.prove(request));
    // A proxy that collects an answer before it passes it on would hold back every event.
    void reply.type(EVENT_STREAM_MEDIA_TYPE).header('x-accel-buffering', 'no');
    const closed = body.carriedBy(() => reply.raw.socket?.destroy());
    reply.raw.once('close', closed);
    countWhenClosed(reply);
    return body;
  }
}

/** Fastify takes an answer for over when it was sent to its end. Most streams end because their client hangs up. */
function countWhenClosed({ raw }: FastifyReply): void {
  raw.once('close', () => {
    if (!raw.writableFinished) raw.emit('finish');
  });
}

/** A browser that comes again sends the id beside the parameters of its first request. */
function startOf(query: FeedQuery, request: FastifyRequest): Position | undefined {
  const lastEventId = [request.headers[LAST_EVENT_ID]].flat().join('');
  if (lastEventId !== '') return decodePosition(lastEventId, 'Last-Event-ID');
  return query.after === undefined ? undefined : readAfter(query.after);
}
