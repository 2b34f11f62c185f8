import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const DEFAULT_CACHE_CONTROL = 'no-store';

/**
 * Answers of routes that declare `revalidate` carry a strong ETag of their bytes, and a reader who has these bytes gets
 * 304. Every other answer belongs to its one reader and is not to be stored.
 */
export function addCacheHeaders(instance: FastifyInstance): void {
  instance.addHook('onSend', async (request, reply, payload) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', DEFAULT_CACHE_CONTROL);
    if (reply.statusCode !== 200 || !request.routeOptions.config.revalidate || typeof payload !== 'string') return payload;
    return revalidated(request, reply, payload);
  });
}

function revalidated(request: FastifyRequest, reply: FastifyReply, payload: string): string | null {
  const etag = `"${createHash('sha256').update(payload).digest('base64url')}"`;
  reply.header('etag', etag);
  if (!matches(request.headers['if-none-match'], etag)) return payload;
  reply.status(304).removeHeader('content-length').removeHeader('content-type');
  // Fastify itself takes the body away from the answer to a HEAD, and has to see it.
  return request.method === 'HEAD' ? payload : null;
}

/** Weak comparison, as RFC 9110 asks of If-None-Match. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
