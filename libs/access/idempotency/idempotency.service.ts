import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '@stemedb/platform/errors';
import { IDEMPOTENCY_ERRORS } from './idempotency.errors';
import { IdempotencyRepository, type KnownRequest, type RequestMark, type RequestName } from './idempotency.repository';
import { openAnswer, SEAL_BYTES, sealAnswer } from './sealed-answer.rules';

const SWEEP_MS = 60_000;
const MAX_SWEPT = 10_000;
const RETRY_SECONDS = 1;

/** A request that carries an Idempotency-Key. */
export interface NamedRequest extends RequestName, RequestMark {
  /** The API key as it was presented; the answer is sealed with it. */
  readonly apiKey: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A request that has its name and is to be done now. */
export interface Turn {
  readonly request: NamedRequest;
  readonly claimId: string;
}

@Injectable()
export class IdempotencyService {
  private readonly log = new Logger(IdempotencyService.name);
  private readonly swept = new Map<string, number>();

  constructor(private readonly requests: IdempotencyRepository) {}

  /**
   * The answer that the same request got before, or the turn to do it.
   *
   * @throws DomainError idempotency_key_in_flight (409), idempotency_key_reused (422)
   */
  async begin(request: NamedRequest): Promise<KeptAnswer | Turn> {
    this.sweep(request.namespace);
    const claimId = randomUUID();
    const known = await this.requests.claim(request, request, claimId);
    if (known === undefined) return { request, claimId };
    if (known === 'released') throw inFlight();
    return answerOf(known, request);
  }

  /**
   * Keeps the answer for whoever asks again. The request has been done: where its answer cannot be kept, it is given all
   * the same, for an error would have the client do it twice.
   */
  async keep({ request, claimId }: Turn, { status, body }: KeptAnswer): Promise<void> {
    const sealed = sealAnswer(JSON.stringify(body ?? null), request.apiKey, placeOf(request), randomBytes(SEAL_BYTES));
    await this.requests.keep(request, claimId, status, sealed).catch((error: Error) => {
      this.log.warn(`The answer to a request with an Idempotency-Key could not be kept: ${error.message}`);
    });
  }

  /** Lets the same key be used anew; where that fails, the claim lapses by itself. */
  async release({ request, claimId }: Turn): Promise<void> {
    await this.requests.release(request, claimId).catch((error: Error) => {
      this.log.warn(`An Idempotency-Key could not be released before it lapses: ${error.message}`);
    });
  }

  /** Behind the requests of a namespace, once a minute. */
  private sweep(namespace: string): void {
    const now = Date.now();
    if (now - (this.swept.get(namespace) ?? 0) < SWEEP_MS) return;
    if (this.swept.size >= MAX_SWEPT) this.swept.clear();
    this.swept.set(namespace, now);
    this.requests.removeExpired(namespace).catch((error: Error) => {
      this.log.warn(`Expired Idempotency-Keys could not be removed: ${error.message}`);
    });
  }
}

function answerOf(known: KnownRequest, request: NamedRequest): KeptAnswer {
  if (known.route !== request.route || !known.request_digest.equals(request.digest)) {
    throw new DomainError(IDEMPOTENCY_ERRORS.idempotency_key_reused, 'This key came with another body or to another route before');
  }
  if (known.status === null || known.sealed_answer === null) throw inFlight();
  return { status: known.status, body: JSON.parse(openAnswer(known.sealed_answer, request.apiKey, placeOf(request))) as unknown };
}

function inFlight(): DomainError {
  return new DomainError(IDEMPOTENCY_ERRORS.idempotency_key_in_flight, 'Wait for its answer, then send it again', {
    retryAfterSeconds: RETRY_SECONDS,
  });
}

function placeOf({ namespace, keyId, idempotencyKey, route }: NamedRequest): string {
  return JSON.stringify([namespace, keyId, idempotencyKey, route]);
}
