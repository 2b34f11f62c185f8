import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FeedPage, type FeedQuery, feedQuerySchema } from './feed.dto';
import { FEED_DESCRIPTION, STREAM_EXAMPLE } from './feed.examples';
import { FeedService } from './feed.service';
import { FeedStreamService } from './feed-stream.service';
import type { StreamBody } from './stream-body';
import { EVENT_STREAM_MEDIA_TYPE, isStreamWanted } from './stream-request.rules';

@ApiTags('feed')
@ApiExtraModels(FeedPage)
@RequireRole('read_only')
@Controller({ path: 'feed', version: '1' })
export class FeedController {
  constructor(
    private readonly feed: FeedService,
    private readonly streams: FeedStreamService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What was recorded: newest first, from a place on, or live', description: FEED_DESCRIPTION })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Of a stream that broke off: the id of the last event that arrived' })
  @ApiOkResponse({
    description: 'A page; or a stream of events, where Accept asks for text/event-stream',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(FeedPage) } },
      [EVENT_STREAM_MEDIA_TYPE]: { schema: { type: 'string' }, example: STREAM_EXAMPLE },
    },
  })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  read(
    @Query({ schema: feedQuerySchema }) query: FeedQuery,
    @Caller() caller: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FeedPage | StreamBody> {
    return isStreamWanted(request) ? this.streams.open(caller.namespace, query, request, reply) : this.feed.list(caller.namespace, query);
  }
}
