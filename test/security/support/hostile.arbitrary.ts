import * as fc from 'fast-check';
import type { Json } from '../../support/call';

/** The part of JSON Schema that the API document makes use of. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly pattern?: string;
  readonly example?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** A request as nobody but an attacker would send it, or one that is nearly right. */
export interface HostileRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** Texts that have broken programs; none of them reads like the inside of this one. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00\ud800',
  "' OR '1'='1",
  "'; DROP TABLE assertion; --",
  "\\'; --",
  '$1',
  '$$',
  '%s%n%x',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '../../../../etc/passwd',
  '..%2f..%2f',
  'file:///etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0x7fffffff',
  '9223372036854775808',
  '1e999',
  '\u202e\u2066',
  '\ufeff',
  'e\u0301\u0323',
  '\u{1F600}'.repeat(300),
  'a'.repeat(5_000),
  `${'a'.repeat(60)}!`,
  '(a+)+$',
  '%',
  '_',
  '\\',
  '\r\nX-Forged: 1',
  '2026-02-30T00:00:00Z',
  '0000-00-00T00:00:00Z',
];

const HOSTILE_NUMBERS = [0, -0, -1, 1.5, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 63), 1e308, -1e308, 5e-324];

const hostileText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
const hostileValue = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(...HOSTILE_NUMBERS, null, true, [], {}, [[[[]]]]),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
);

const hex = (digits: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
const plausibleText = fc.oneof(
  fc.constantFrom('drug://x', 'value', 'consensus', 'because', '1', 'old'),
  fc.constantFrom('2026-01-01T00:00:00Z', '1760000000'),
  fc.constantFrom(...[1, 2, 3].map((digit) => String(digit).repeat(64))),
  hex(64),
  fc.uuid(),
);

/** Few enough values are hostile that a request has one or two of them, and the others take it past the first door. */
const mostly = (plausible: fc.Arbitrary<unknown>) => fc.oneof({ weight: 7, arbitrary: plausible }, { weight: 1, arbitrary: hostileValue });

function valueOf(schemas: Readonly<Record<string, Schema>>, schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  const next = (part: Schema) => valueOf(schemas, part, depth + 1);
  if (depth > 6) return fc.constant(null);
  if (schema.$ref !== undefined) return next(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const alternatives = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (alternatives) return fc.oneof(...alternatives.map(next));
  if (schema.enum) return mostly(fc.constantFrom(...schema.enum));
  if (schema.const !== undefined) return mostly(fc.constant(schema.const));
  const given = schema.example === undefined ? [] : [fc.constant(schema.example)];
  if (schema.properties) return mostly(membersOf(schema.properties, next));
  if (schema.type === 'array') return mostly(fc.array(next(schema.items ?? {}), { maxLength: 3 }));
  if (schema.type === 'number' || schema.type === 'integer') return mostly(fc.oneof(...given, fc.integer({ min: 0, max: 2_000_000_000 }), fc.double()));
  if (schema.type === 'boolean') return mostly(fc.boolean());
  const digits = Number(/\{(\d+)\}/.exec(schema.pattern ?? '')?.[1] ?? 64);
  return mostly(fc.oneof(...given, schema.pattern?.includes('[0-9a-f]') ? hex(Math.min(digits, 256)) : plausibleText));
}

/** Now and then without a member, and with one that is not known. */
function membersOf(properties: Readonly<Record<string, Schema>>, next: (part: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const members = fc.record(Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, next(part)])), { requiredKeys: [] });
  const unknown = fc.option(fc.tuple(hostileText, hostileValue), { freq: 6 });
  return fc.tuple(members, unknown).map(([known, other]) => ({ ...known, ...(other ? { [other[0]]: other[1] } : {}) }));
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed?.() ?? text.replace(/[\ud800-\udfff]/g, '\ufffd'));
const asText = (value: unknown) => encode(typeof value === 'string' ? value : JSON.stringify(value));

/** Requests to one operation of the API document. */
function requestTo(document: Json, path: string, method: string, operation: Operation): fc.Arbitrary<HostileRequest> {
  const { schemas } = (document as unknown as { components: { schemas: Record<string, Schema> } }).components;
  const parameters = operation.parameters ?? [];
  const place = (where: string) => parameters.filter((parameter) => parameter.in === where);
  const values = (where: string) =>
    fc.record(Object.fromEntries(place(where).map(({ name, schema }) => [name, mostly(valueOf(schemas, schema ?? {}))])), where === 'path' ? {} : { requiredKeys: [] });
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema ?? {};
  return fc.record({ path: values('path'), query: values('query'), unknown: fc.option(fc.tuple(hostileText, hostileText), { freq: 8 }), headers: HEADERS, payload: payloadOf(schemas, body) }).map((made) => {
    const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => asText((made.path as Record<string, unknown>)[name]));
    const pairs = [...Object.entries(made.query), ...(made.unknown ? [made.unknown] : [])].map(([name, value]) => `${encode(name)}=${asText(value)}`);
    const url = `${filled}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
    const headers = { 'content-type': 'application/json', ...made.headers };
    return method === 'GET' ? { method, url, headers: made.headers } : { method, url, headers, payload: made.payload };
  });
}

const KEYS = ['one', 'two', 'three'];
const headerText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS.filter((text) => /^[\x20-\x7e]{1,200}$/.test(text))), hex(64));
/** Without Accept: a stream of the feed has no end. Idempotency keys are few, so that they come again with other bodies. */
const HEADERS = fc
  .record(
    {
      'x-agent-id': headerText,
      'x-request-id': headerText,
      'if-none-match': headerText,
      'x-forwarded-for': headerText,
      'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
      'content-type': fc.constantFrom('text/plain', 'application/x-ndjson', 'application/json; charset=utf-7', 'multipart/form-data', ';'),
    },
    { requiredKeys: [] },
  )
  .chain((given) => fc.tuple(fc.constant(given), fc.constantFrom(...KEYS), fc.nat(9)))
  .map(([given, key, dice]): Record<string, string> => ({
    // Most requests are to come past the first door.
    ...(dice < 4 ? given : {}),
    'idempotency-key': key,
  }));

function payloadOf(schemas: Readonly<Record<string, Schema>>, schema: Schema): fc.Arbitrary<string> {
  const made = valueOf(schemas, schema).map((value) => JSON.stringify(value));
  const broken = fc.tuple(made, fc.nat(200)).map(([text, at]) => text.slice(0, at));
  const polluted = made.map((text) => text.replace(/^\{/, '{"__proto__":{"polluted":true},'));
  return fc.oneof({ weight: 8, arbitrary: made }, broken, polluted, fc.constantFrom('', 'null', '{"constructor":{"prototype":{"polluted":true}}}', `${'['.repeat(9_999)}`));
}

/** Requests to every operation below /v1 of the API document, so that a new one cannot be forgotten. */
export function hostileRequests(document: Json): fc.Arbitrary<HostileRequest> {
  const operations = Object.entries(document['paths'] as unknown as Record<string, Record<string, Operation>>).filter(([path]) => path.startsWith('/v1/'));
  return fc.oneof(
    ...operations.flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => requestTo(document, path, method.toUpperCase(), operation))),
  );
}
