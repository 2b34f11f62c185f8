import { Body, Controller, Get, Header, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { MEBIBYTE, ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { type JudgeSource, JudgeSourceResponse, judgeSourceSchema } from './source-status.dto';
import { SourceStatusService } from './source-status.service';
import {
  type FindSourceQuery,
  findSourceSchema,
  type ListSourcesQuery,
  listSourcesSchema,
  type RegisterSource,
  RegisterSourceResponse,
  registerSourceSchema,
  SOURCE_EXAMPLES,
  sourceHashSchema,
  SourceList,
  SourceView,
} from './source.dto';
import { SourcesService } from './sources.service';

@ApiTags('sources')
@RequireRole('read_only')
@Controller({ version: '1' })
export class SourcesController {
  constructor(
    private readonly sources: SourcesService,
    private readonly statuses: SourceStatusService,
  ) {}

  @Post('source')
  @RequireRole('write_agent')
  @RouteConfig({ bodyLimit: 10 * MEBIBYTE })
  @ApiOperation({ summary: 'Register a piece of evidence', description: 'With its content, or with its hash alone.' })
  @ApiBody({ schema: { $ref: '#/components/schemas/RegisterSource' }, examples: SOURCE_EXAMPLES })
  @ApiCreatedResponse({ type: RegisterSourceResponse, description: 'The source is new and durable' })
  @ApiOkResponse({ type: RegisterSourceResponse, description: 'duplicate: it stood already; nothing changed' })
  @ProblemResponses(400, 401, 403, 413, 415, 422, 429, 503)
  async register(
    @Body({ schema: registerSourceSchema }) source: RegisterSource,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisterSourceResponse> {
    const result = await this.sources.register(source, { principal, agentHeader });
    void reply.status(result.status === 'created' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }

  @Get('sources')
  @ApiOperation({ summary: 'The registered sources, newest first' })
  @ApiOkResponse({ type: SourceList })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  list(@Query({ schema: listSourcesSchema }) query: ListSourcesQuery, @Caller() caller: Principal): Promise<SourceList> {
    return this.sources.list(caller.namespace, query);
  }

  @Get('source/:hash')
  @RouteConfig({ revalidate: true })
  @Header('cache-control', 'private, max-age=0, must-revalidate, immutable')
  @ApiOperation({ summary: 'One source with its content' })
  @ApiOkResponse({ type: SourceView })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  find(
    @Param({ schema: sourceHashSchema }) params: { hash: string },
    @Query({ schema: findSourceSchema }) query: FindSourceQuery,
    @Caller() caller: Principal,
  ): Promise<SourceView> {
    return this.sources.find(caller.namespace, params.hash, query.as_of);
  }

  @Post('source/:hash/status')
  @RequireRole('admin')
  @Idempotent()
  @ApiOperation({
    summary: 'Say what a source is worth: active, deprecated or retracted',
    description:
      'From the moment of a retraction on, every claim that cites the source and everything that derives from it is invalidated. See its impact before.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/JudgeSource' } })
  @ApiCreatedResponse({ type: JudgeSourceResponse, description: 'changed: the new status is durable' })
  @ApiOkResponse({ type: JudgeSourceResponse, description: 'unchanged: it had this status already; nothing was written' })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  async judge(
    @Param({ schema: sourceHashSchema }) params: { hash: string },
    @Body({ schema: judgeSourceSchema }) judgement: JudgeSource,
    @Caller() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JudgeSourceResponse> {
    const result = await this.statuses.judge(params.hash, judgement, principal);
    void reply.status(result.outcome === 'changed' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }
}
