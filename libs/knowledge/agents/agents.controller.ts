import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { agentIdSchema, AgentList, AgentView, type ListAgentsQuery, listAgentsSchema } from './agent.dto';
import { AgentsService } from './agents.service';

@ApiTags('agents')
@RequireRole('read_only')
@Controller({ path: 'agents', version: '1' })
export class AgentsController {
  constructor(private readonly agents: AgentsService) {}

  @Get()
  @ApiOperation({ summary: 'The agents that have written here' })
  @ApiOkResponse({ type: AgentList })
  @ProblemResponses(400, 401, 403, 429, 503)
  list(@Query({ schema: listAgentsSchema }) query: ListAgentsQuery, @Caller() caller: Principal): Promise<AgentList> {
    return this.agents.list(caller.namespace, query);
  }

  @Get(':agent_id')
  @ApiOperation({ summary: 'One agent: trust and counts' })
  @ApiOkResponse({ type: AgentView })
  @ProblemResponses(400, 401, 403, 404, 429, 503)
  find(@Param({ schema: agentIdSchema }) params: { agent_id: string }, @Caller() caller: Principal): Promise<AgentView> {
    return this.agents.find(caller.namespace, params.agent_id);
  }
}
