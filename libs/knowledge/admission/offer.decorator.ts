import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { MAX_NONCE } from '@stemedb/knowledge/claims';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { FastifyRequest } from 'fastify';
import type { Offer } from './admission.rules';

export const NONCE_HEADER = 'X-PoW-Nonce';
export const TIMESTAMP_HEADER = 'X-PoW-Timestamp';

/** As many as a claim has signers at most. */
const MAX_NONCES = 32;
const NONCES = /^\d{1,20}(?: *, *\d{1,20})*$/;
const TIMESTAMP = /^\d{1,12}$/;

/** Injects the proofs of work that a request brings, undefined where it brings none. */
export const OfferedProofs = createParamDecorator((_data: unknown, context: ExecutionContext): Offer | undefined => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return readOffer(headers[NONCE_HEADER.toLowerCase()], headers[TIMESTAMP_HEADER.toLowerCase()]);
});

/** @throws DomainError validation_failed (400) */
export function readOffer(nonces: string | string[] | undefined, timestamp: string | string[] | undefined): Offer | undefined {
  if (nonces === undefined && timestamp === undefined) return undefined;
  const texts = typeof nonces === 'string' && NONCES.test(nonces) ? nonces.split(',') : [];
  const numbers = texts.map((text) => BigInt(text.trim()));
  if (numbers.length === 0 || numbers.length > MAX_NONCES || numbers.some((nonce) => nonce > MAX_NONCE)) {
    throw faulty(NONCE_HEADER, `expected a whole number from 0 to ${MAX_NONCE}, or up to ${MAX_NONCES} with commas between them`);
  }
  if (typeof timestamp !== 'string' || !TIMESTAMP.test(timestamp)) throw faulty(TIMESTAMP_HEADER, 'expected whole Unix seconds');
  return { nonces: numbers, timestamp: Number(timestamp) };
}

function faulty(path: string, message: string): DomainError {
  return new DomainError(PLATFORM_ERRORS.validation_failed, `${path}: ${message}`, { errors: [{ path, message }] });
}
