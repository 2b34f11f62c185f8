import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { auditIdSchema, AuditList, AuditView, type ListAuditsQuery, listAuditsSchema, ReplayResponse } from './audit.dto';
import { AuditService } from './audit.service';

@ApiTags('audit')
@RequireRole('admin')
@Controller({ path: 'audit', version: '1' })
export class AuditController {
  constructor(private readonly audits: AuditService) {}

  @Get()
  @ApiOperation({ summary: 'What was asked and what administrators did, newest first' })
  @ApiOkResponse({ type: AuditList })
  @ProblemResponses(400, 401, 403, 429, 503)
  list(@Query({ schema: listAuditsSchema }) query: ListAuditsQuery, @Caller() caller: Principal): Promise<AuditList> {
    return this.audits.list(caller.namespace, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One audit with everything that it remembers' })
  @ApiOkResponse({ type: AuditView })
  @ProblemResponses(400, 401, 403, 404, 429, 503)
  find(@Param({ schema: auditIdSchema }) params: { id: string }, @Caller() caller: Principal): Promise<AuditView> {
    return this.audits.find(caller.namespace, params.id);
  }

  @Post(':id/replay')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Ask an audited question again',
    description: 'Of the moment that its answer stood for, which must give the same, and of the present, which may differ.',
  })
  @ApiOkResponse({ type: ReplayResponse })
  @ProblemResponses(400, 401, 403, 404, 413, 415, 422, 429, 503)
  replay(@Param({ schema: auditIdSchema }) params: { id: string }, @Caller() caller: Principal): Promise<ReplayResponse> {
    return this.audits.replay(caller.namespace, params.id);
  }
}
