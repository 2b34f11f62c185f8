import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { ProblemResponses } from '@stemedb/platform/http';
import {
  DeadLetterList,
  EscalationList,
  EscalationView,
  type ListDeadLettersQuery,
  listDeadLettersSchema,
  type ListEscalationsQuery,
  listEscalationsSchema,
  type ResolveEscalation,
  resolveEscalationSchema,
  type RetryDelivery,
  RetryDeliveryResponse,
  retryDeliverySchema,
} from './escalation.dto';
import { EscalationsService } from './escalations.service';

@ApiTags('review')
@RequireRole('admin')
@Controller({ path: 'admin', version: '1' })
export class EscalationsController {
  constructor(private readonly escalations: EscalationsService) {}

  @Get('escalations')
  @ApiOperation({ summary: 'What a person must look at, newest first, with counts of what is open' })
  @ApiOkResponse({ type: EscalationList })
  @ProblemResponses(400, 401, 403, 429, 503)
  list(@Query({ schema: listEscalationsSchema }) query: ListEscalationsQuery, @Caller() caller: Principal): Promise<EscalationList> {
    return this.escalations.list(caller.namespace, query);
  }

  @Post('escalation/resolve')
  @Idempotent()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Decide about an escalation, once',
    description: 'The same disagreement is escalated again only when evidence arrives after the decision.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/ResolveEscalation' } })
  @ApiOkResponse({ type: EscalationView })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  resolve(@Body({ schema: resolveEscalationSchema }) decision: ResolveEscalation, @Caller() caller: Principal): Promise<EscalationView> {
    return this.escalations.resolve(decision, caller);
  }

  @Get('escalation/dead_letters')
  @ApiOperation({ summary: 'Messages to the webhook that were given up, the oldest first' })
  @ApiOkResponse({ type: DeadLetterList })
  @ProblemResponses(400, 401, 403, 429, 503)
  deadLetters(@Query({ schema: listDeadLettersSchema }) query: ListDeadLettersQuery, @Caller() caller: Principal): Promise<DeadLetterList> {
    return this.escalations.deadLetters(caller.namespace, query);
  }

  @Post('escalation/dead_letters/retry')
  @Idempotent()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Try a message again that was given up' })
  @ApiBody({ schema: { $ref: '#/components/schemas/RetryDelivery' } })
  @ApiOkResponse({ type: RetryDeliveryResponse })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  retry(@Body({ schema: retryDeliverySchema }) { id }: RetryDelivery, @Caller() caller: Principal): Promise<RetryDeliveryResponse> {
    return this.escalations.retry(id, caller);
  }
}
