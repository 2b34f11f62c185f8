import 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The stable code of the problem that was answered, for metrics and the request log. */
    problemCode?: string;
    /** Bytes of the body that was read, once it is. */
    bodyBytes?: number;
  }
  interface FastifyContextConfig {
    /** Body limit of this route in bytes, where it differs from the server's. */
    bodyLimit?: number;
    /** Whether answers carry an ETag and If-None-Match is honoured. */
    revalidate?: boolean;
  }
}
