import { Injectable } from '@nestjs/common';
import { DomainError } from '@stemedb/platform/errors';
import { NdjsonBody } from '@stemedb/platform/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CIRCUIT_BREAKER_ERRORS } from './circuit-breaker.errors';
import type { CallerId } from './circuit.register';
import type { CircuitState, Refusal } from './circuit.rules';
import { Circuits } from './circuits.service';
import { claimedAgents, type Conduct, conductOf, conductOfBatch } from './conduct.rules';

const AGENT_HEADER = 'x-agent-id';
const STATE_HEADER = 'x-circuit-breaker-state';
const MULTI_STATUS = 207;
const NOTHING: Conduct = { outcome: 'neither', reason: '' };
/** Where an operator finds and resets circuits, his own among them. */
const OPERATORS_ROUTE = /^\/v1\/(admin|audit)(\/|$)/;

/**
 * Refuses callers whose requests keep failing by their own mistake, and watches what requests come to. A caller is an API
 * key in a namespace, and besides that key's use of each agent. Whom a request claims to speak for it has not proved yet,
 * so nothing ever counts against the agent itself, whom other keys speak for as well.
 */
@Injectable()
export class CircuitBreaker {
  constructor(private readonly circuits: Circuits) {}

  /** The gravest state of all keys' use of an agent in a namespace. */
  stateOfAgent(namespace: string, agentId: string): CircuitState {
    return this.circuits.register.stateOfAgent(namespace, agentId, this.circuits.now());
  }

  /** To be called after the hook that proves who calls. */
  watch(instance: FastifyInstance): void {
    if (!this.circuits.isOn) return;
    instance.addHook('onRequest', (request, reply, done) => done(this.refusal(request, reply, callersOf(request, undefined))));
    // Whom a record speaks for stands in its body.
    instance.addHook('preHandler', (request, reply, done) => {
      const { principal } = request;
      if (!principal || isExempt(request) || !this.circuits.register.hasTrippedUses(principal)) return done();
      const checked = callersOf(request, undefined).map(({ agentId }) => agentId);
      done(this.refusal(request, reply, callersOf(request, itemsOf(request.body)).filter(({ agentId }) => !checked.includes(agentId))));
    });
    instance.addHook('preSerialization', (request, reply, payload, done) => {
      const { results } = (payload ?? {}) as { results?: unknown };
      if (reply.statusCode === MULTI_STATUS && Array.isArray(results)) request.batchConduct = conductOfBatch(results as object[]);
      done(null, payload);
    });
    instance.addHook('onResponse', (request, reply, done) => {
      this.judge(request, reply.statusCode);
      done();
    });
  }

  private refusal(request: FastifyRequest, reply: FastifyReply, callers: readonly CallerId[]): DomainError | undefined {
    if (callers.length === 0 || isExempt(request)) return undefined;
    const admission = this.circuits.register.admit(callers, this.circuits.now());
    if ('refusal' in admission) return refused(admission.refusal, admission.caller);
    if (admission.isTrial) this.expectEnd(request, reply, callers, admission.ticket);
    return undefined;
  }

  /** A trial whose client hangs up comes to no answer, and must not keep the next one waiting. */
  private expectEnd(request: FastifyRequest, reply: FastifyReply, callers: readonly CallerId[], ticket: number): void {
    (request.trials ??= []).push({ callers, ticket });
    reply.raw.once('close', () => setImmediate(() => this.judge(request, undefined)));
  }

  /** @param status undefined where the request got no answer */
  private judge(request: FastifyRequest, status: number | undefined): void {
    const { trials = [], batchConduct } = request;
    request.trials = undefined;
    const { register } = this.circuits;
    const now = this.circuits.now();
    const conduct = status === undefined ? NOTHING : (batchConduct ?? conductOf(status, request.problemCode));
    for (const { callers, ticket } of trials) for (const caller of callers) register.finish(caller, ticket, conduct, now);
    if (conduct.outcome !== 'failure' || isExempt(request)) return;
    const tried = new Set(trials.flatMap(({ callers }) => callers.map(({ agentId }) => agentId)));
    const items = itemsOf(request.body);
    const failed = conduct.items && Array.isArray(items) ? conduct.items.map((index): unknown => items[index]) : items;
    for (const caller of callersOf(request, failed)) if (!tried.has(caller.agentId)) register.finish(caller, 0, conduct, now);
  }
}

function isExempt({ principal, routeOptions }: FastifyRequest): boolean {
  return principal?.role === 'admin' && OPERATORS_ROUTE.test(routeOptions.url ?? '');
}

/** The key, and its use of every agent that the request claims to speak for; nobody where no key is proved. */
function callersOf({ principal, headers }: FastifyRequest, body: unknown): CallerId[] {
  if (!principal) return [];
  const { namespace, keyId } = principal;
  return [undefined, ...claimedAgents(headers[AGENT_HEADER], body)].map((agentId) => ({ namespace, keyId, agentId }));
}

/** The lines of NDJSON that can be read, in their places; any other body as it is. */
function itemsOf(body: unknown): unknown {
  if (!(body instanceof NdjsonBody)) return body;
  const lines = body.text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line): unknown => {
    try {
      return JSON.parse(line);
    } catch (error) {
      // What cannot be read speaks for nobody.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  });
}

function refused({ state, retryAfterMs }: Refusal, { agentId }: CallerId): DomainError {
  const whose = agentId === undefined ? 'of this API key' : `that speak for the agent ${agentId} with this API key`;
  const detail = state === 'open' ? `Too many requests ${whose} have failed` : `A trial request decides whether requests ${whose} are taken again`;
  return new DomainError(CIRCUIT_BREAKER_ERRORS.circuit_open, detail, {
    retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1_000)),
    headers: { [STATE_HEADER]: state },
  });
}
