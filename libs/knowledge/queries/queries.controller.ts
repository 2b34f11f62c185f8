import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { CostsQuery } from '@stemedb/access/quotas';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { naming, readerOf } from './audited-answer';
import { ClaimPageResponse } from './claim.dto';
import { ConstraintsResponse, LayeredResponse, ResolutionResponse } from './resolution.dto';
import {
  type ConstraintsParameters,
  constraintsSchema,
  type PairParameters,
  pairSchema,
  type QueryParameters,
  querySchema,
} from './query.schema';
import { QueriesService } from './queries.service';

@ApiTags('queries')
@ApiExtraModels(ClaimPageResponse, ConstraintsResponse, LayeredResponse, ResolutionResponse)
@RequireRole('read_only')
@Controller({ version: '1' })
export class QueriesController {
  constructor(private readonly queries: QueriesService) {}

  @Get('query')
  @CostsQuery('named')
  @ApiOperation({
    summary: 'Claims that match, or their resolution through a lens',
    description: 'With `lens` the answer is a resolution of subject and predicate; without it the matching claims, page by page.',
  })
  @ApiOkResponse({
    description: 'With a lens its resolution, else a page of claims',
    schema: {
      oneOf: [ResolutionResponse, LayeredResponse, ConstraintsResponse, ClaimPageResponse].map((model) => ({ $ref: getSchemaPath(model) })),
    },
  })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  query(
    @Query({ schema: querySchema }) query: QueryParameters,
    @Caller() caller: Principal,
    @ActingAgent() agent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return naming(reply, this.queries.query(readerOf(caller, agent), query));
  }

  @Get('skeptic')
  @CostsQuery(1)
  @ApiOperation({ summary: 'Every distinct object with its share; no winner' })
  @ApiOkResponse({ type: ResolutionResponse })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  skeptic(
    @Query({ schema: pairSchema }) query: PairParameters,
    @Caller() caller: Principal,
    @ActingAgent() agent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return naming(reply, this.queries.skeptic(readerOf(caller, agent), query));
  }

  @Get('layered')
  @CostsQuery(1)
  @ApiOperation({ summary: 'What each tier of evidence says, and how far the tiers disagree' })
  @ApiOkResponse({ type: LayeredResponse })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  layered(
    @Query({ schema: pairSchema }) query: PairParameters,
    @Caller() caller: Principal,
    @ActingAgent() agent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return naming(reply, this.queries.layered(readerOf(caller, agent), query));
  }

  @Get('constraints')
  @CostsQuery(1)
  @ApiOperation({ summary: 'What approved claims say must be used and is forbidden' })
  @ApiOkResponse({ type: ConstraintsResponse })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  constraints(
    @Query({ schema: constraintsSchema }) query: ConstraintsParameters,
    @Caller() caller: Principal,
    @ActingAgent() agent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return naming(reply, this.queries.constraints(readerOf(caller, agent), query));
  }
}
