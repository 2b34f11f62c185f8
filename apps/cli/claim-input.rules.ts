import type { FieldFault } from './command.failure';
import { MOMENT_EXPECTED, unixSeconds } from './moment.rules';

/** What the options of `assert` say of a claim, as the words that were typed. */
export interface ClaimOptions {
  readonly subject?: string;
  readonly predicate?: string;
  readonly text?: string;
  readonly number?: string;
  readonly boolean?: string;
  readonly reference?: string;
  readonly confidence?: string;
  readonly sourceHash?: string;
  readonly sourceClass?: string;
  readonly sourceMetadata?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly epoch?: string;
  readonly parent?: string;
  readonly lifecycle?: string;
  readonly narrative?: string;
  readonly visualHash?: string;
}

/** Fields of a claim, not yet checked, or what cannot be read. */
export type Reading = { readonly fields: Record<string, unknown> } | { readonly faults: FieldFault[] };

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const KINDS = ['text', 'number', 'boolean', 'reference'] as const;
const CLAIM_OPTIONS = [
  'subject',
  'predicate',
  ...KINDS,
  'confidence',
  'sourceHash',
  'sourceClass',
  'sourceMetadata',
  'validFrom',
  'validTo',
  'epoch',
  'parent',
  'lifecycle',
  'narrative',
  'visualHash',
] as const satisfies readonly (keyof ClaimOptions)[];
const OPTION_OF_FIELD: Readonly<Record<string, string>> = { parent_hash: '--parent', object: '--text, --number, --boolean or --reference' };

/** The words of the options as fields of a claim; what is missing or out of bounds is the schema's to say. */
export function claimFromOptions(options: ClaimOptions): Reading {
  const faults: FieldFault[] = [];
  const read = <T>(path: string, text: string | undefined, reader: (text: string) => T | undefined, expected: string): T | undefined => {
    const value = text === undefined ? undefined : reader(text);
    if (text !== undefined && value === undefined) faults.push({ path, message: expected });
    return value;
  };
  const fields = {
    subject: options.subject,
    predicate: options.predicate,
    object: objectOf(options, faults),
    confidence: read('--confidence', options.confidence, jsonNumber, 'expected a number from 0 to 1'),
    source_hash: options.sourceHash,
    source_class: options.sourceClass,
    source_metadata: read('--source-metadata', options.sourceMetadata, jsonObject, 'expected a JSON object'),
    valid_from: read('--valid-from', options.validFrom, unixSeconds, MOMENT_EXPECTED),
    valid_to: read('--valid-to', options.validTo, unixSeconds, MOMENT_EXPECTED),
    epoch: options.epoch,
    parent_hash: options.parent,
    lifecycle: options.lifecycle,
    narrative: options.narrative,
    visual_hash: options.visualHash,
  };
  if (faults.length > 0) return { faults };
  return { fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}

/** Whether any option speaks of the claim itself. */
export function describesClaim(options: ClaimOptions): boolean {
  return CLAIM_OPTIONS.some((name) => options[name] !== undefined);
}

/** Names fields by the options that set them. */
export function namedByOption({ path, message }: FieldFault): FieldFault {
  const [field = '', ...rest] = path.split('.');
  if (field === 'object' && rest.length > 0) return { path: KINDS.map((kind) => `--${kind}`).join(', '), message };
  return { path: field === '' ? '' : (OPTION_OF_FIELD[field] ?? `--${field.replaceAll('_', '-')}`), message };
}

/** A number as JSON writes it, so that `0x10`, an empty word and `Infinity` are none. */
export function jsonNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return JSON_NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

/** `true` or `false`. */
export function booleanWord(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** A JSON object. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function objectOf(options: ClaimOptions, faults: FieldFault[]): unknown {
  const given = KINDS.filter((kind) => options[kind] !== undefined);
  if (given.length > 1) faults.push({ path: given.map((kind) => `--${kind}`).join(', '), message: 'expected one of them' });
  const kind = given[0];
  if (kind === undefined) return undefined;
  const word = options[kind] ?? '';
  if (kind === 'text') return { type: 'Text', value: word };
  if (kind === 'reference') return { type: 'Reference', value: word };
  const value = kind === 'number' ? jsonNumber(word) : booleanWord(word);
  if (value === undefined) faults.push({ path: `--${kind}`, message: kind === 'number' ? 'expected a number such as 4.28 or 1e-3' : 'expected true or false' });
  return { type: kind === 'number' ? 'Number' : 'Boolean', value };
}
