import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError, PLATFORM_ERRORS, problemType } from '@stemedb/platform/errors';
import { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { addBodyParsers } from './body-parsers';
import { addCacheHeaders } from './etag';
import { PROBLEM_MEDIA_TYPE, sendProblem } from './problem.filter';
import { parseQueryString } from './query-string.rules';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id';
import { addSecurityHeaders } from './security-headers';
import { jsonOf } from './written-json';

export const KIBIBYTE = 1_024;
export const MEBIBYTE = 1_024 * KIBIBYTE;

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'];

const RETRY_ELSEWHERE_SECONDS = 5;

/** How long a connection may take over a request, in milliseconds. */
export interface Patience {
  readonly headersMs: number;
  /** For headers and body. */
  readonly requestMs: number;
  /** How often connections are looked through for those that take longer. */
  readonly checkMs: number;
}

/** What differs from one server to another. */
export interface HttpOptions {
  readonly patience?: Patience;
  /** Addresses and networks, comma-separated, whose X-Forwarded-For says who their client is; no other's does. */
  readonly trustedProxies?: string | undefined;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, checkMs: 2_000 };

/** Fastify as every StemeDB server uses it: bounded in body, header time, request time and parameter length. */
export function createHttpAdapter(logger: FastifyBaseLogger, { patience = PATIENCE, trustedProxies }: HttpOptions = {}): FastifyAdapter {
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MEBIBYTE,
    requestTimeout: patience.requestMs,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkMs },
    keepAliveTimeout: 72_000,
    trustProxy: trustedProxies ?? false,
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers[REQUEST_ID_HEADER]),
    // Fastify's own 503 is no problem document and is counted nowhere.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1_024, querystringParser: parseQueryString },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadableRequest,
  });
  const instance = adapter.getInstance() as unknown as FastifyInstance;
  instance.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    addSecurityHeaders(request, reply);
    done();
  });
  instance.setReplySerializer(jsonOf);
  refuseWhileClosing(instance);
  instance.addHook('onRoute', (route) => {
    if (route.config?.bodyLimit) route.bodyLimit = route.config.bodyLimit;
  });
  addCacheHeaders(instance);
  addBodyParsers(instance);
  return adapter;
}

/** Told of a server that is about to close, before it waits for its answers to end. */
export const SERVER_CLOSING = 'stemedb:server-closing';

/** After `close` has been called no new request is taken in, also not on a connection that is open already. */
function refuseWhileClosing(instance: FastifyInstance): void {
  let closing = false;
  instance.addHook('preClose', (done) => {
    closing = true;
    instance.server.emit(SERVER_CLOSING);
    done();
  });
  instance.addHook('onRequest', async (request, reply) => {
    if (!closing) return;
    const options = { retryAfterSeconds: RETRY_ELSEWHERE_SECONDS, headers: { connection: 'close' } };
    sendProblem(new DomainError(PLATFORM_ERRORS.shutting_down, 'The server is shutting down', options), request, reply);
    return reply;
  });
}

const CODE_BY_PARSER_ERROR: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: PLATFORM_ERRORS.request_timed_out,
  HPE_HEADER_OVERFLOW: PLATFORM_ERRORS.headers_too_large,
};

/** Told of requests that Fastify answers before any hook runs, with the request and its reply. */
export const UNROUTABLE_REQUEST = 'stemedb:unroutable-request';

/** A URL that the router cannot read: no hook sees the request, so whoever counts requests is told of it here. */
function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header(REQUEST_ID_HEADER, request.id);
  addSecurityHeaders(request, reply);
  sendProblem(error, request, reply);
  request.server.server.emit(UNROUTABLE_REQUEST, request, reply);
}

/** A request that Node's parser refuses never becomes a Fastify request; its socket gets a problem all the same. */
function answerUnreadableRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const code = CODE_BY_PARSER_ERROR[error.code ?? ''] ?? PLATFORM_ERRORS.malformed_request;
  const { definition, status, message } = new DomainError(code, 'The request cannot be read');
  const body = JSON.stringify({ type: problemType(code), title: definition.title, status, detail: message, code });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n${body}`,
  );
}

/**
 * Answers 405 with `Allow` where a route exists but not for the method. To be called before the application's routes
 * are registered; `refuseOtherMethods` adds the missing ones when all are known.
 */
export class MethodRegister {
  private readonly methodsByUrl = new Map<string, Set<string>>();

  constructor(private readonly instance: FastifyInstance) {
    instance.addHook('onRoute', (route) => {
      const methods = this.methodsByUrl.get(route.url) ?? new Set<string>();
      for (const method of [route.method].flat()) methods.add(method);
      this.methodsByUrl.set(route.url, methods);
    });
  }

  refuseOtherMethods(): void {
    for (const [url, methods] of [...this.methodsByUrl]) {
      if (url.includes('*')) continue;
      const allow = [...methods].sort().join(', ');
      const refused = METHODS.filter((method) => !methods.has(String(method)));
      if (refused.length === 0) continue;
      this.instance.route({
        method: refused,
        url,
        // Answered before the body is read: what is in it does not matter.
        onRequest: async (request, reply) => {
          const detail = `${request.method} is not supported here; use ${allow}`;
          const error = new DomainError(PLATFORM_ERRORS.method_not_allowed, detail, { headers: { allow } });
          sendProblem(error, request, reply);
          return reply;
        },
        handler: () => undefined,
      });
    }
  }
}

export function fastifyOf(app: NestFastifyApplication): FastifyInstance {
  return app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
}
