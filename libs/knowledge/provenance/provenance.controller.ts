import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { AuditedTraceService } from './audited-trace.service';
import { type ImpactQuery, impactSchema, SourceImpact } from './impact.dto';
import { ImpactService } from './impact.service';
import { AssertionProvenance, type ProvenanceQuery, provenanceSchema, SourceProvenance } from './provenance.dto';
import { ProvenanceService } from './provenance.service';
import { traceHashSchema, type TraceQuery, TraceResponse, traceSchema } from './trace.dto';

@ApiTags('provenance')
@ApiExtraModels(AssertionProvenance, SourceProvenance)
@RequireRole('read_only')
@Controller({ version: '1' })
export class ProvenanceController {
  constructor(
    private readonly provenance: ProvenanceService,
    private readonly impacts: ImpactService,
    private readonly traces: AuditedTraceService,
  ) {}

  @Get('source/provenance')
  @ApiOperation({
    summary: 'From a source to the claims that rest on it, or from a claim to what it rests on',
    description: 'With `hash` the claims that cite a source and everything that derives from them; with `assertion` the claim, its parent and so on, each with its source.',
  })
  @ApiOkResponse({
    description: 'By `hash` the claims below a source, by `assertion` those above a claim',
    schema: { oneOf: [SourceProvenance, AssertionProvenance].map((model) => ({ $ref: getSchemaPath(model) })) },
  })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  find(@Query({ schema: provenanceSchema }) query: ProvenanceQuery, @Caller() caller: Principal): Promise<object> {
    return this.provenance.find(caller.namespace, query);
  }

  @Get('source/:hash/impact')
  @ApiOperation({
    summary: 'What the retraction of a source would do',
    description: 'The claims that would be invalidated, page by page; whose they are, and which answers would change.',
  })
  @ApiOkResponse({ type: SourceImpact })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  impact(
    @Param({ schema: traceHashSchema }) params: { hash: string },
    @Query({ schema: impactSchema }) query: ImpactQuery,
    @Caller() caller: Principal,
  ): Promise<SourceImpact> {
    return this.impacts.find(caller.namespace, params.hash, query);
  }

  @Get('trace/:hash')
  @ApiOperation({
    summary: 'The evidence graph of an assertion',
    description: 'What it derives from and what derives from it, with sources, signers, votes, supersessions and lifecycle steps.',
  })
  @ApiOkResponse({ type: TraceResponse })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  async trace(
    @Param({ schema: traceHashSchema }) params: { hash: string },
    @Query({ schema: traceSchema }) query: TraceQuery,
    @Caller() { namespace, keyId }: Principal,
    @ActingAgent() agentId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TraceResponse> {
    const answer = await this.traces.trace({ namespace, keyId, agentId }, params.hash, query);
    void reply.header('x-audit-id', answer.audit_id);
    return answer;
  }
}
