import type { Json } from './call';

/** The part of JSON Schema that the API document makes use of. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Where a value is not what its schema says: members that are missing or unknown, and values of another type. */
export function deviations(document: Json, schema: Schema, value: unknown, path = ''): string[] {
  const { schemas } = (document as unknown as Document).components;
  if (schema.$ref !== undefined) return deviations(document, schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, value, path);
  if (value === null && schema.nullable) return [];
  if (schema.allOf) return schema.allOf.flatMap((part) => deviations(document, part, value, path));
  if (schema.oneOf) return leastOf(schema.oneOf.map((part) => deviations(document, part, value, path)));
  const expected = schema.type === 'integer' ? 'number' : schema.type;
  if (expected !== undefined && typeOf(value) !== expected) return [`${path}: ${typeOf(value)} instead of ${expected}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${String(value)} is none of ${schema.enum.join(', ')}`];
  if (Array.isArray(value)) return value.flatMap((item, index) => deviations(document, schema.items ?? {}, item, `${path}/${index}`));
  return typeOf(value) === 'object' && schema.properties ? memberDeviations(document, schema, value as Record<string, unknown>, path) : [];
}

function memberDeviations(document: Json, schema: Schema, value: Record<string, unknown>, path: string): string[] {
  const { properties = {}, required = [] } = schema;
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${path}/${name}: missing`),
    ...Object.keys(value).flatMap((name) => {
      const member = properties[name];
      return member ? deviations(document, member, value[name], `${path}/${name}`) : [`${path}/${name}: not in the document`];
    }),
  ];
}

/** The alternative that comes nearest. */
function leastOf(alternatives: readonly string[][]): string[] {
  return alternatives.reduce((least, one) => (one.length < least.length ? one : least));
}
