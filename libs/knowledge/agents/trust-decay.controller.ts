import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { type DecayTrust, decayTrustBodySchema, DecayTrustResponse } from './trust-decay.dto';
import { TrustDecayService } from './trust-decay.service';

@ApiTags('agents')
@RequireRole('admin')
@Controller({ path: 'admin/decay_trust_ranks', version: '1' })
export class TrustDecayController {
  constructor(private readonly decays: TrustDecayService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let the trust of all agents decay toward 0.5',
    description: 'What a score is above or below 0.5 halves with each half-life since the last event. Idempotent for the same moment.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/DecayTrust' }, required: false })
  @ApiOkResponse({ type: DecayTrustResponse })
  @ProblemResponses(400, 401, 403, 415, 422, 429, 503)
  decay(@Body({ schema: decayTrustBodySchema }) body: DecayTrust, @Caller() caller: Principal): Promise<DecayTrustResponse> {
    return this.decays.decayNow(caller.namespace, body, caller.keyId);
  }
}
