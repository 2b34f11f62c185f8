import { z } from 'zod';
import { canonicalJson } from './canonical.rules';
import type { JsonObject } from './claim.types';
import { normalizeJson, UnstorableJson } from './json.rules';
import { textFault, toNfc, type TextRule } from './text.rules';

/**
 * Building blocks that every signed record uses for its body, so that a text or a hash means the
 * same everywhere. None changes the type of its input, which is what lets OpenAPI describe them.
 */

/** The error of a field: says what is expected, and also where the field is missing. */
export function expected(what: string) {
  return {
    error: (issue: { input?: unknown }) =>
      issue.input === undefined ? `missing, expected ${what}` : `expected ${what}`,
  };
}

/** An issue of our own making, in the shape that zod expects from a check. */
export function fault(input: unknown, message: string, path: (string | number)[] = []) {
  return { code: 'custom' as const, input, message, path };
}

/** A text that is brought into NFC and then measured in Unicode code points. */
export function textSchema(rule: TextRule) {
  return z
    .string(expected('text'))
    .check((payload) => {
      payload.value = toNfc(payload.value);
      const message = textFault(payload.value, rule);
      if (message !== undefined) payload.issues.push(fault(payload.value, message));
    })
    .meta({ minLength: rule.min, maxLength: rule.max });
}

/** Lower-case hex digits of an exact count. */
export function hexSchema(digits: number) {
  const what = expected(`${digits} lower-case hex digits`);
  return z.string(what).regex(new RegExp(`^[0-9a-f]{${digits}}$`), what);
}

/** A finite number between two bounds, both allowed. -0 becomes 0. */
export function numberSchema(min: number, max: number) {
  const what = expected(`a number from ${min} to ${max}`);
  return z.number(what).min(min, what).max(max, what).overwrite(withoutNegativeZero);
}

/** Any finite number. -0 becomes 0. */
export function finiteNumberSchema() {
  return z.number(expected('a finite number')).overwrite(withoutNegativeZero);
}

/** Whole Unix seconds between two bounds, both allowed. */
export function secondsSchema(min: number, max: number) {
  const what = expected(`whole Unix seconds from ${min} to ${max}`);
  // Without abort, 1e300 would be named twice: as no safe integer and as too large.
  return z.int({ ...what, abort: true }).min(min, what).max(max, what);
}

/** One of a few words. */
export function wordSchema<const T extends readonly string[]>(words: T) {
  return z.enum(words, expected(`one of ${words.join(', ')}`));
}

/** An object that refuses unknown fields. */
export function strictSchema<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.length === 1 ? 'field' : 'fields'}: ${shortList(issue.keys)}`
        : expected('an object').error(issue),
  });
}

/**
 * A list whose length is checked before its items: a body of a hundred thousand bad items costs
 * one fault and not a hundred thousand.
 */
export function listSchema<T extends z.ZodType>(item: T, min: number, max: number) {
  const hasLength = (value: unknown) =>
    Array.isArray(value) && value.length >= min && value.length <= max;
  return z
    .custom<z.input<T>[]>(hasLength, expected(`a list of ${min} to ${max} items`))
    .pipe(z.array(item))
    .meta({ type: 'array', items: openApiSchema(item), minItems: min, maxItems: max });
}

/** Levels of nesting in metadata, the outermost object included. */
const METADATA_DEPTH = 16;
/** UTF-8 bytes of the canonical form of metadata. */
const METADATA_BYTES = 16 * 1024;

/** A JSON object in NFC, of bounded depth and canonical size. Only its first fault is named. */
export function metadataSchema() {
  return z
    .custom<JsonObject>(isRecord, expected('a JSON object'))
    .check((payload) => {
      try {
        const { value, bytesAtMost } = normalizeJson(payload.value, METADATA_DEPTH);
        payload.value = value;
        if (bytesAtMost <= METADATA_BYTES || canonicalBytes(value) <= METADATA_BYTES) return;
        const message = `expected at most ${METADATA_BYTES} bytes in canonical form`;
        payload.issues.push(fault(value, message));
      } catch (error) {
        if (!(error instanceof UnstorableJson)) throw error;
        payload.issues.push(fault(payload.value, error.message, error.path));
      }
    })
    .meta({ type: 'object', additionalProperties: true });
}

/** The OpenAPI 3.0 description of what a schema takes, with its bounds and examples. */
export function openApiSchema(schema: z.ZodType) {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' });
}

const NAMED_FIELDS = 8;

function shortList(keys: string[]): string {
  const rest = keys.length - NAMED_FIELDS;
  const named = keys.slice(0, NAMED_FIELDS).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonicalBytes(value: JsonObject): number {
  return Buffer.byteLength(canonicalJson(value), 'utf8');
}

function withoutNegativeZero(value: number): number {
  return value + 0;
}
