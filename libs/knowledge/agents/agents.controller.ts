import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import {
  AgentDetail,
  agentIdSchema,
  AgentList,
  type FindAgentQuery,
  findAgentSchema,
  type ListAgentsQuery,
  listAgentsSchema,
  TrustHistory,
  type TrustHistoryQuery,
  trustHistorySchema,
} from './agent.dto';
import { AgentsService } from './agents.service';

@ApiTags('agents')
@RequireRole('read_only')
@Controller({ path: 'agents', version: '1' })
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Get()
  @ApiOperation({ summary: 'The agents that have written here' })
  @ApiOkResponse({ type: AgentList })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  list(@Query({ schema: listAgentsSchema }) query: ListAgentsQuery, @Caller() caller: Principal): Promise<AgentList> {
    return this.agents.list(caller.namespace, query);
  }

  @Get(':agent_id')
  @ApiOperation({ summary: 'One agent: trust and its last changes, counts, quota, circuit breaker' })
  @ApiOkResponse({ type: AgentDetail })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  find(
    @Param({ schema: agentIdSchema }) params: { agent_id: string },
    @Query({ schema: findAgentSchema }) query: FindAgentQuery,
    @Caller() caller: Principal,
  ): Promise<AgentDetail> {
    return this.agents.find(caller.namespace, params.agent_id, query);
  }

  @Get(':agent_id/trust')
  @ApiOperation({ summary: 'Every change of the trust of one agent, with its cause' })
  @ApiOkResponse({ type: TrustHistory })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  history(
    @Param({ schema: agentIdSchema }) params: { agent_id: string },
    @Query({ schema: trustHistorySchema }) query: TrustHistoryQuery,
    @Caller() caller: Principal,
  ): Promise<TrustHistory> {
    return this.agents.history(caller.namespace, params.agent_id, query);
  }
}
