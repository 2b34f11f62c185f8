import { Body, Controller, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { AgentQuotaService } from './agent-quota.service';
import { type QuotaPlace, quotaPlaceSchema, type SetQuota, SetQuotaResponse, setQuotaSchema } from './quota.dto';

@ApiTags('admin')
@RequireRole('admin')
@Controller({ path: 'admin/agents', version: '1' })
export class QuotasController {
  constructor(private readonly quotas: AgentQuotaService) {}

  @Put(':agent_id/quota')
  @ApiOperation({
    summary: 'Give an agent a quota of its own',
    description: 'It stands in place of the quota of everybody and is not multiplied by trust. It holds everywhere within a second.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/SetQuota' } })
  @ApiOkResponse({ type: SetQuotaResponse })
  @ProblemResponses(400, 401, 403, 415, 429, 503)
  set(
    @Param({ schema: quotaPlaceSchema }) { agent_id }: QuotaPlace,
    @Body({ schema: setQuotaSchema }) quota: SetQuota,
    @Caller() caller: Principal,
  ): Promise<SetQuotaResponse> {
    return this.quotas.set(agent_id, quota, caller);
  }
}
