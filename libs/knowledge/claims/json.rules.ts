import type { JsonObject, JsonValue } from './claim.types';
import { toNfc, unstorableText } from './text.rules';

/** Says which part of a value is no storable JSON, and why. */
export class UnstorableJson extends Error {
  constructor(
    message: string,
    readonly path: (string | number)[],
  ) {
    super(message);
  }
}

export interface NormalJson<T extends JsonValue> {
  /** The value with every string and key in NFC; the very same one where nothing changed. */
  value: T;
  /** No canonical form of the value is longer than this many UTF-8 bytes. */
  bytesAtMost: number;
}

/**
 * Brings a JSON value into the form that is hashed and stored.
 *
 * @param maxDepth how many objects and arrays may lie inside one another, the outermost included
 * @throws UnstorableJson for what is no JSON (undefined, NaN, a Date), for text that unstorableText
 *   refuses, for two keys that are the same text in NFC, for the key `__proto__`, which many readers
 *   of JSON drop or obey, and for too deep a nesting
 */
export function normalizeJson<T extends JsonValue>(value: T, maxDepth: number): NormalJson<T> {
  const walk = new NormalizingWalk(maxDepth);
  return { value: walk.visit(value, 0) as T, bytesAtMost: walk.bytesAtMost };
}

/** A code unit takes at most six bytes, as in the escape of a control character. */
const BYTES_PER_CODE_UNIT = 6;
/** The longest text of a double is 24 characters; a separator follows. */
const BYTES_PER_SCALAR = 26;
/** Quotes or brackets, a colon and a comma. */
const BYTES_OF_PUNCTUATION = 4;

class NormalizingWalk {
  bytesAtMost = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly maxDepth: number) {}

  visit(value: unknown, depth: number): JsonValue {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number' && !Number.isFinite(value)) this.refuse('expected a finite number');
    if (value === null || typeof value === 'number' || typeof value === 'boolean') {
      this.bytesAtMost += BYTES_PER_SCALAR;
      return value;
    }
    this.bytesAtMost += BYTES_OF_PUNCTUATION;
    if (depth >= this.maxDepth) this.refuse(`expected at most ${this.maxDepth} levels of nesting`);
    if (Array.isArray(value)) return this.array(value, depth + 1);
    if (isPlainObject(value)) return this.object(value, depth + 1);
    return this.refuse('expected a JSON value');
  }

  private text(text: string): string {
    const normal = toNfc(text);
    const fault = unstorableText(normal);
    if (fault !== undefined) this.refuse(fault);
    this.bytesAtMost += normal.length * BYTES_PER_CODE_UNIT + BYTES_OF_PUNCTUATION;
    return normal;
  }

  private array(items: unknown[], depth: number): JsonValue[] {
    // Array.from visits the holes of a sparse array as well, which map would skip.
    const normal = Array.from(items, (item, index) => this.member(index, item, depth));
    return normal.every((item, index) => item === items[index]) ? (items as JsonValue[]) : normal;
  }

  private object(record: Record<string, unknown>, depth: number): JsonObject {
    const entries: [string, JsonValue][] = [];
    let changed = false;
    for (const key of Object.keys(record)) {
      const normalKey = this.key(key);
      const item = this.member(key, record[key], depth);
      changed ||= normalKey !== key || item !== record[key];
      entries.push([normalKey, item]);
    }
    if (!changed) return record as JsonObject;
    const normal = Object.fromEntries(entries);
    if (Object.keys(normal).length < entries.length) {
      this.refuse('expected keys that differ in Unicode normalization form NFC');
    }
    return normal;
  }

  private key(key: string): string {
    if (key === '__proto__') this.refuse('expected no key named __proto__');
    return this.text(key);
  }

  private member(key: string | number, value: unknown, depth: number): JsonValue {
    this.path.push(key);
    const normal = this.visit(value, depth);
    this.path.pop();
    return normal;
  }

  private refuse(message: string): never {
    throw new UnstorableJson(message, [...this.path]);
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
