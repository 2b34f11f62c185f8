import 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** `Controller.method` of the handler that took the request. */
    sliHandler?: string;
  }
  interface FastifyBaseLogger {
    isLevelEnabled?(level: string): boolean;
  }
}
