import type { FastifyReply, FastifyRequest } from 'fastify';

const PAGES = '/swagger-ui';

/** Answers are data: no browser is to guess that they are something else, run what is in them, or show them in a frame. */
const DATA_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** The pages of Swagger UI run their own scripts, and no others. Their styles stand in the page. */
const PAGE_HEADERS = {
  ...DATA_HEADERS,
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

export function addSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(request.url.startsWith(PAGES) ? PAGE_HEADERS : DATA_HEADERS);
}
