import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { CircuitList, type ListCircuitsQuery, listCircuitsSchema, type ResetCircuit, ResetCircuitResponse, resetCircuitSchema } from './circuit-breaker.dto';
import { CircuitBreakerService } from './circuit-breaker.service';

@ApiTags('admin')
@RequireRole('admin')
@Controller({ path: 'admin', version: '1' })
export class CircuitBreakerController {
  constructor(private readonly circuits: CircuitBreakerService) {}

  @Get('circuit_breakers')
  @ApiOperation({ summary: 'The callers whose requests are refused, or tried one at a time, because too many have failed' })
  @ApiOkResponse({ type: CircuitList })
  @ProblemResponses(400, 401, 403, 429, 503)
  list(@Query({ schema: listCircuitsSchema }) query: ListCircuitsQuery, @Caller() caller: Principal): Promise<CircuitList> {
    return this.circuits.list(caller.namespace, query);
  }

  @Post('circuit_breaker/reset')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Take the requests of a caller again', description: "Of a key with all its uses of agents, or of the key's use of one agent." })
  @ApiBody({ schema: { $ref: '#/components/schemas/ResetCircuit' } })
  @ApiOkResponse({ type: ResetCircuitResponse, description: 'The circuits are closed, on every instance within about a second' })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 429, 503)
  reset(@Body({ schema: resetCircuitSchema }) request: ResetCircuit, @Caller() caller: Principal): Promise<ResetCircuitResponse> {
    return this.circuits.reset(request, caller);
  }
}
