import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import type { Decision } from './decision.rules';
import {
  BulkDecisionResponse,
  type Decide,
  decideSchema,
  DecisionResponse,
  type ListQuarantineQuery,
  listQuarantineSchema,
  QuarantineList,
} from './quarantine.dto';
import { QuarantineService } from './quarantine.service';

const BODY = { schema: { $ref: '#/components/schemas/DecideQuarantine' } };
const BULK = { status: HttpStatus.MULTI_STATUS, type: BulkDecisionResponse, description: 'hashes: what became of each' };

@ApiTags('review')
@ApiExtraModels(BulkDecisionResponse)
@RequireRole('admin')
@Controller({ path: 'admin/quarantine', version: '1' })
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Get()
  @ApiOperation({ summary: 'The claims that are held back, or were' })
  @ApiOkResponse({ type: QuarantineList })
  @ProblemResponses(400, 401, 403, 429, 503)
  list(@Query({ schema: listQuarantineSchema }) query: ListQuarantineQuery, @Caller() caller: Principal): Promise<QuarantineList> {
    return this.quarantine.list(caller.namespace, query);
  }

  @Post('approve')
  @HttpCode(HttpStatus.OK)
  @Idempotent()
  @ApiOperation({ summary: 'Let held claims through', description: 'From then on readers see them; as_of before shows them as held.' })
  @ApiBody(BODY)
  @ApiOkResponse({ type: DecisionResponse, description: 'hash: it is approved' })
  @ApiResponse(BULK)
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  approve(
    @Body({ schema: decideSchema }) body: Decide,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionResponse | BulkDecisionResponse> {
    return this.decide('approved', body, caller, reply);
  }

  @Post('reject')
  @HttpCode(HttpStatus.OK)
  @Idempotent()
  @ApiOperation({ summary: 'Keep held claims out of sight for good', description: 'Counts as an inaccurate outcome for everybody who signed them.' })
  @ApiBody(BODY)
  @ApiOkResponse({ type: DecisionResponse, description: 'hash: it is rejected' })
  @ApiResponse(BULK)
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  reject(
    @Body({ schema: decideSchema }) body: Decide,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DecisionResponse | BulkDecisionResponse> {
    return this.decide('rejected', body, caller, reply);
  }

  private decide(decision: Decision, { hash, hashes, note }: Decide, caller: Principal, reply: FastifyReply) {
    if (hashes === undefined) return this.quarantine.decide(caller, decision, hash ?? '', note);
    void reply.status(HttpStatus.MULTI_STATUS);
    return this.quarantine.decideAll(caller, decision, hashes, note);
  }
}
