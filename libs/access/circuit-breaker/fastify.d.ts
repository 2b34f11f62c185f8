import type { CallerId } from './circuit.register';
import type { Conduct } from './conduct.rules';

declare module 'fastify' {
  interface FastifyRequest {
    /** Trials that this request is for half-open circuits, until it has come to something. */
    trials?: { readonly callers: readonly CallerId[]; readonly ticket: number }[] | undefined;
    /** What a batch came to by its items. */
    batchConduct?: Conduct;
  }
}
