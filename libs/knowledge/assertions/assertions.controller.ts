import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Meter, type RequestMeter } from '@stemedb/access/quotas';
import { type Offer, OfferedProofs } from '@stemedb/knowledge/admission';
import { type SignedClaim, signedClaimSchema } from '@stemedb/knowledge/claims';
import { MEBIBYTE, ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { ASSERT_EXAMPLES, BATCH_EXAMPLES } from './assertion.examples';
import { AssertionBatchService } from './assertion-batch.service';
import { AssertResponse, BatchResult } from './assertion.dto';
import { AssertionsService } from './assertions.service';
import type { WriteStatus } from './incoming-claim';

const HTTP_STATUS: Readonly<Record<WriteStatus, HttpStatus>> = {
  created: HttpStatus.CREATED,
  cosigned: HttpStatus.OK,
  duplicate: HttpStatus.OK,
  quarantined: HttpStatus.ACCEPTED,
};

@ApiTags('assertions')
@RequireRole('write_agent')
@Controller({ path: 'assert', version: '1' })
export class AssertionsController {
  constructor(
    private readonly assertions: AssertionsService,
    private readonly batches: AssertionBatchService,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Write one signed claim',
    description: 'Idempotent: the same claim from another agent adds a signature, from the same agent nothing.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/SignedClaim' }, examples: ASSERT_EXAMPLES })
  @ApiCreatedResponse({ type: AssertResponse, description: 'The claim is new and durable' })
  @ApiOkResponse({ type: AssertResponse, description: 'cosigned or duplicate: the claim stood already' })
  @ApiResponse({ status: 202, type: AssertResponse, description: 'quarantined: durable, invisible until a person decides' })
  @ProblemResponses(400, 401, 403, 413, 415, 422, 428, 429, 503)
  async assert(
    @Body({ schema: signedClaimSchema }) claim: SignedClaim,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Meter() meter: RequestMeter,
    @OfferedProofs() offer: Offer | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssertResponse> {
    const result = await this.assertions.assert(claim, { principal, agentHeader, meter, offer });
    void reply.status(HTTP_STATUS[result.status]);
    return result;
  }

  @Post('batch')
  @HttpCode(HttpStatus.MULTI_STATUS)
  @RouteConfig({ bodyLimit: 10 * MEBIBYTE })
  @ApiOperation({
    summary: 'Write up to 1,000 signed claims',
    description: 'A JSON array, or one claim a line as application/x-ndjson. A bad item fails alone.',
  })
  @ApiConsumes('application/json', 'application/x-ndjson')
  @ApiBody({
    schema: { type: 'array', items: { $ref: '#/components/schemas/SignedClaim' }, minItems: 1, maxItems: 1_000 },
    examples: BATCH_EXAMPLES,
  })
  @ApiResponse({ status: 207, type: BatchResult, description: 'What became of each item' })
  @ProblemResponses(400, 401, 403, 413, 415, 429, 503)
  assertBatch(
    @Body() body: unknown,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Meter() meter: RequestMeter,
    @OfferedProofs() offer: Offer | undefined,
  ): Promise<BatchResult> {
    return this.batches.assertAll(body, { principal, agentHeader, meter, offer });
  }
}
