import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { RecordResponse } from '@stemedb/knowledge/signed-records';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import {
  type CreateEpoch,
  createEpochSchema,
  EPOCH_EXAMPLES,
  epochIdSchema,
  type EpochQuery,
  epochQuerySchema,
  type ListEpochsQuery,
  listEpochsSchema,
} from './epoch.dto';
import { EpochList, EpochView } from './epoch-view.dto';
import { EpochsService } from './epochs.service';

@ApiTags('epochs')
@RequireRole('read_only')
@Controller({ version: '1' })
export class EpochsController {
  constructor(private readonly epochs: EpochsService) {}

  @Post('epoch')
  @RequireRole('write_agent')
  @Idempotent()
  @ApiOperation({ summary: 'Name a paradigm that claims may belong to', description: 'It may replace an earlier one. Epochs never change.' })
  @ApiBody({ schema: { $ref: '#/components/schemas/CreateEpoch' }, examples: EPOCH_EXAMPLES })
  @ApiCreatedResponse({ type: RecordResponse, description: 'The epoch is new and durable' })
  @ApiOkResponse({ type: RecordResponse, description: 'duplicate: the very same epoch stood already' })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  async create(
    @Body({ schema: createEpochSchema }) epoch: CreateEpoch,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordResponse> {
    const result = await this.epochs.create(epoch, { principal, agentHeader });
    void reply.status(result.status === 'created' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }

  @Get('epochs')
  @ApiOperation({ summary: 'The epochs, newest first' })
  @ApiOkResponse({ type: EpochList })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  list(@Query({ schema: listEpochsSchema }) query: ListEpochsQuery, @Caller() caller: Principal): Promise<EpochList> {
    return this.epochs.list(caller.namespace, query);
  }

  @Get('epochs/:id')
  @ApiOperation({ summary: 'One epoch, and what replaced it' })
  @ApiOkResponse({ type: EpochView })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  find(
    @Param({ schema: epochIdSchema }) params: { id: string },
    @Query({ schema: epochQuerySchema }) query: EpochQuery,
    @Caller() caller: Principal,
  ): Promise<EpochView> {
    return this.epochs.find(caller.namespace, params.id, query.as_of);
  }
}
