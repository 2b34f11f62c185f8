import { Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Counter, Histogram } from 'prom-client';
import { UNROUTABLE_REQUEST } from '@stemedb/platform/http';
import { refusalReason, severityOf } from './refusal.rules';

export const REQUESTS_TOTAL = 'stemedb_http_requests_total';
export const REQUEST_DURATION = 'stemedb_http_request_duration_seconds';
export const REQUESTS_REJECTED = 'stemedb_requests_rejected_total';
export const ERRORS_TOTAL = 'stemedb_errors_total';

const UNMATCHED = 'unmatched';

/** From half a millisecond to ten seconds: the objectives lie at 10, 100 and 1,000 ms. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The route template as OpenAPI writes it (`/v1/audit/{id}`), never the raw URL. */
export function pathLabel(template: string | undefined): string {
  return template ? template.replace(/:(\w+)/g, '{$1}') : UNMATCHED;
}

/** Counts every request exactly once in both HTTP metrics. */
@Injectable()
export class SliRecorder {
  constructor(
    @InjectMetric(REQUESTS_TOTAL) private readonly requests: Counter,
    @InjectMetric(REQUEST_DURATION) private readonly duration: Histogram,
    @InjectMetric(REQUESTS_REJECTED) private readonly rejected: Counter,
    @InjectMetric(ERRORS_TOTAL) private readonly errors: Counter,
  ) {}

  /**
   * Fastify's `onResponse` is the only place that sees each request once with its final status: refused keys, unknown
   * routes, malformed bodies, 405, 413 and 429 never reach an interceptor, and a handled request gets its status only
   * after them.
   */
  watch(instance: FastifyInstance): void {
    instance.addHook('onResponse', (request, reply, done) => {
      this.record(request, reply);
      done();
    });
    // The router refuses an unreadable URL before it has a route or a hook.
    instance.server.on(UNROUTABLE_REQUEST, (request: FastifyRequest, reply: FastifyReply) => this.record(request, reply));
  }

  private record(request: FastifyRequest, reply: FastifyReply): void {
    const labels = { method: request.method, path: pathLabel(request.routeOptions?.url) };
    this.requests.inc(labels);
    this.duration.observe({ ...labels, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    if (request.problemCode !== undefined) this.recordProblem(reply.statusCode, request.problemCode);
    logRequest(request, reply);
  }

  private recordProblem(status: number, code: string): void {
    this.errors.inc({ code, severity: severityOf(status) });
    const reason = refusalReason(status, code);
    if (reason !== undefined) this.rejected.inc({ reason });
  }
}

/** One line a request at debug level; what it asked for in its query can be a client's data and stays out. */
function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  if (!request.log.isLevelEnabled?.('debug')) return;
  request.log.debug(
    {
      method: request.method,
      path: pathLabel(request.routeOptions?.url),
      address: request.ip,
      status: reply.statusCode,
      code: request.problemCode,
      duration_ms: Math.round(reply.elapsedTime * 1_000) / 1_000,
    },
    'request',
  );
}

export const SLI_PROVIDERS = [
  makeCounterProvider({ name: REQUESTS_TOTAL, help: 'HTTP requests answered', labelNames: ['method', 'path'] }),
  makeHistogramProvider({
    name: REQUEST_DURATION,
    help: 'Seconds from the first byte of a request to its answer',
    labelNames: ['method', 'path', 'status'],
    buckets: DURATION_BUCKETS,
  }),
  makeCounterProvider({ name: REQUESTS_REJECTED, help: 'Requests refused, by the kind of reason', labelNames: ['reason'] }),
  makeCounterProvider({ name: ERRORS_TOTAL, help: 'Problems answered, by stable code', labelNames: ['code', 'severity'] }),
  SliRecorder,
];
