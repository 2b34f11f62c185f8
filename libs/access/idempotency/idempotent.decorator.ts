import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor } from './idempotency.interceptor';

/**
 * Lets a client name a request with `Idempotency-Key`, so that it may be sent again without being done again. For every
 * POST that is not idempotent by what it says.
 */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'A name for this request, 1 to 255 printable characters: sent again within 24 hours, it gets the same answer and nothing is done twice',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
  );
