import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AnswerMark, type AuditedQuery, AuditLog, type AuditReplayer, AuditReplayers, type Reader } from '@stemedb/access/audit';
import type { Moment } from '@stemedb/platform/time';
import { traceHashSchema, type TraceQuery, type TraceResponse, traceSchema } from './trace.dto';
import { rememberTrace } from './trace-mark.rules';
import { TraceService } from './trace.service';

/** The route, as the API document writes it. */
const TRACE_PATH = '/v1/trace/{hash}';

/** Traces that leave an audit, and audited traces that are asked for again. */
@Injectable()
export class AuditedTraceService implements AuditReplayer, OnModuleInit {
  constructor(
    private readonly traces: TraceService,
    private readonly audits: AuditLog,
    private readonly replayers: AuditReplayers,
  ) {}

  onModuleInit(): void {
    this.replayers.register(TRACE_PATH, this);
  }

  /**
   * Answers when the audit is durable.
   *
   * @throws DomainError assertion_not_found (404), as_of_in_future (422)
   */
  async trace({ namespace, keyId, agentId }: Reader, hash: string, query: TraceQuery): Promise<TraceResponse> {
    const started = performance.now();
    const trace = await this.traces.trace(namespace, hash, query);
    const { id, durable } = this.audits.append(namespace, {
      ...rememberTrace(trace),
      path: TRACE_PATH,
      parameters: { hash, ...query },
      keyId,
      agentId,
      subject: String((trace.nodes[0]?.data as { subject?: string }).subject),
      lens: undefined,
      asOf: trace.as_of,
      conflictScore: null,
      resolutionConfidence: null,
      durationMs: performance.now() - started,
    });
    await durable;
    return { ...trace, audit_id: id };
  }

  async replay(namespace: string, { parameters }: AuditedQuery, asOf: Moment | undefined): Promise<AnswerMark> {
    const { hash, depth, limit, direction } = parameters;
    const texts = { depth: String(depth), limit: String(limit), direction, ...(asOf === undefined ? {} : { as_of: asOf }) };
    const trace = await this.traces.trace(namespace, traceHashSchema.parse({ hash }).hash, traceSchema.parse(texts));
    const { digest, substance, winner } = rememberTrace(trace);
    return { digest, substance: substance(), winner };
  }
}
