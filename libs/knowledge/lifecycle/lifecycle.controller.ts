import { Body, Controller, HttpStatus, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { RecordResponse } from '@stemedb/knowledge/signed-records';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { targetSchema, type Transition, transitionSchema } from './lifecycle.dto';
import { LifecycleService } from './lifecycle.service';

@ApiTags('assertions')
@RequireRole('write_agent')
@Controller({ path: 'assertions', version: '1' })
export class LifecycleController {
  constructor(private readonly lifecycle: LifecycleService) {}

  @Post(':hash/lifecycle')
  @ApiOperation({
    summary: 'Take an assertion one step further in its lifecycle',
    description:
      'Proposed → UnderReview → Approved or Rejected; Approved → Deprecated. A signer of the claim may ask for a review and deprecate it, an admin key may take every step.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/LifecycleTransition' } })
  @ApiCreatedResponse({ type: RecordResponse, description: 'The step is taken and durable' })
  @ApiOkResponse({ type: RecordResponse, description: 'duplicate: the very same record stood already' })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  async move(
    @Param({ schema: targetSchema }) target: { hash: string },
    @Body({ schema: transitionSchema }) transition: Transition,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordResponse> {
    const result = await this.lifecycle.move(target.hash, transition, { principal, agentHeader });
    void reply.status(result.status === 'created' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }
}
