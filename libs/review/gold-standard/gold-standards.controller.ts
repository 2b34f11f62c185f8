import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { ProblemResponses } from '@stemedb/platform/http';
import {
  type CreateGoldStandard,
  createGoldStandardSchema,
  GOLD_STANDARD_EXAMPLES,
  GoldStandardList,
  GoldStandardView,
  type ListGoldStandardsQuery,
  listGoldStandardsSchema,
  type RemoveGoldStandard,
  RemoveGoldStandardResponse,
  removeGoldStandardSchema,
  type Verify,
  VERIFY_EXAMPLES,
  VerifyResponse,
  verifySchema,
} from './gold-standard.dto';
import { GoldStandardsService } from './gold-standards.service';
import { VerificationService } from './verification.service';

@ApiTags('review')
@RequireRole('admin')
@Controller({ version: '1' })
export class GoldStandardsController {
  constructor(
    private readonly golds: GoldStandardsService,
    private readonly verifications: VerificationService,
  ) {}

  @Post('gold_standard')
  @Idempotent()
  @ApiOperation({ summary: 'Fix the right answer of a pair, to test agents with' })
  @ApiBody({ schema: { $ref: '#/components/schemas/CreateGoldStandard' }, examples: GOLD_STANDARD_EXAMPLES })
  @ApiCreatedResponse({ type: GoldStandardView })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 422, 429, 503)
  create(@Body({ schema: createGoldStandardSchema }) gold: CreateGoldStandard, @Caller() caller: Principal): Promise<GoldStandardView> {
    return this.golds.create(gold, caller);
  }

  @Delete('gold_standard')
  @ApiOperation({ summary: 'Remove a gold standard', description: 'From now on. What was counted by it stays.' })
  @ApiOkResponse({ type: RemoveGoldStandardResponse })
  @ProblemResponses(400, 401, 403, 404, 429, 503)
  remove(@Query({ schema: removeGoldStandardSchema }) pair: RemoveGoldStandard, @Caller() caller: Principal): Promise<RemoveGoldStandardResponse> {
    return this.golds.remove(pair, caller);
  }

  @Get('gold_standards')
  @ApiOperation({ summary: 'The gold standards, newest first' })
  @ApiOkResponse({ type: GoldStandardList })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  list(@Query({ schema: listGoldStandardsSchema }) query: ListGoldStandardsQuery, @Caller() caller: Principal): Promise<GoldStandardList> {
    return this.golds.list(caller.namespace, query);
  }

  @Post('gold_standard/verify')
  @HttpCode(HttpStatus.OK)
  @Idempotent()
  @ApiOperation({
    summary: "Compare agents' claims with the gold standards, and let their trust follow",
    description: 'Each claim is counted once for each gold standard and signer. Without agent_id: all agents, up to 1,000 a call.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/VerifyGoldStandards' }, examples: VERIFY_EXAMPLES })
  @ApiOkResponse({ type: VerifyResponse })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  verify(@Body({ schema: verifySchema }) request: Verify, @Caller() caller: Principal): Promise<VerifyResponse> {
    return this.verifications.verify(request, caller);
  }
}
