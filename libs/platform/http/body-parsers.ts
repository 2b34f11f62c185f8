import { isUtf8 } from 'node:buffer';
import { DomainError, PLATFORM_ERRORS } from '@stemedb/platform/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parse } from 'secure-json-parse';

export const NDJSON_MEDIA_TYPE = 'application/x-ndjson';

/** A body of one JSON value a line, still to be read line by line. */
export class NdjsonBody {
  constructor(readonly text: string) {}
}

/**
 * Reads JSON and refuses `__proto__` and `constructor.prototype` keys.
 *
 * @throws DomainError malformed_json (400)
 */
export function parseJson(text: string, detail = 'The body is not valid JSON'): unknown {
  try {
    return parse(text, null, { protoAction: 'error', constructorAction: 'error' }) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DomainError(PLATFORM_ERRORS.malformed_json, detail, { cause: error });
  }
}

/** JSON and NDJSON are all that the API reads, in UTF-8 alone: what is not would be stored as another text. */
export function addBodyParsers(instance: FastifyInstance): void {
  instance.removeContentTypeParser(['text/plain', 'application/json']);
  const add = (type: string, read: (text: string) => unknown) =>
    instance.addContentTypeParser(type, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
      request.bodyBytes = body.length;
      return read(textOf(body));
    });
  add('application/json', parseJson);
  add(NDJSON_MEDIA_TYPE, (text) => new NdjsonBody(text));
}

function textOf(body: Buffer): string {
  if (isUtf8(body)) return body.toString('utf8');
  throw new DomainError(PLATFORM_ERRORS.malformed_request, 'The body is not UTF-8');
}
