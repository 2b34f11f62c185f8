import { type Role, ROLES } from '@stemedb/access/api-keys';
import { ApiProperty } from '@nestjs/swagger';
import { networkOf } from '@stemedb/platform/config';
import { EVERY_NAMESPACE, isNamespace } from '@stemedb/platform/database';
import { pageFields } from '@stemedb/platform/http';
import { momentSchema } from '@stemedb/platform/time';
import { z } from 'zod';
import { KEY_STATES, type KeyStateName } from './key-state.rules';

const EXAMPLE_ID = '5f0c2a3e-0d5b-4b7e-9a63-1c1f5a1d2b3c';
const MOMENT = '2026-01-01T00:00:00.000000Z';
const MAX_QUOTA = 2_147_483_647;
const DAY_SECONDS = 86_400;
const MAX_GRACE_SECONDS = 90 * DAY_SECONDS;
const DEFAULT_GRACE_SECONDS = 3_600;
const MAX_ENTRIES = 100;

const uuid = z
  .string('expected a UUID')
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'expected a UUID in lower case');
const NAMESPACE_EXPECTED = `expected 1 to 64 of a-z, 0-9 and -, or ${EVERY_NAMESPACE}`;
const namespace = z
  .string(NAMESPACE_EXPECTED)
  .refine((text) => text === EVERY_NAMESPACE || isNamespace(text), NAMESPACE_EXPECTED);
const role = z.enum(ROLES, `expected ${ROLES.join(', ')}`);
const NAME_EXPECTED = 'expected one line of 1 to 256 characters';
const NETWORK_EXPECTED = 'expected an IP address or a network such as 10.0.0.0/8 or 2001:db8::/32';
const QUOTA_EXPECTED = `expected a whole number from 0 to ${MAX_QUOTA}, or null`;
const RATE_CLASS_EXPECTED = 'expected a letter and up to 31 more of a-z, 0-9, _ and -';
const GRACE_EXPECTED = `expected a whole number from 0 to ${MAX_GRACE_SECONDS}`;

/** A list in which each entry stands once. */
const setOf = <T extends z.ZodType<string>>(entry: T) =>
  z.array(entry, 'expected a list').max(MAX_ENTRIES, `expected at most ${MAX_ENTRIES}`).transform((entries) => [...new Set(entries)]);

const settings = {
  name: z
    .string(NAME_EXPECTED)
    .regex(/^\P{Cc}{1,256}$/u, NAME_EXPECTED)
    .refine((text) => text.isWellFormed(), NAME_EXPECTED)
    .meta({ description: 'What the key is for', example: 'nightly import' }),
  role: role.meta({ description: 'What the key may do', example: 'write_agent' }),
  agent_ids: setOf(z.string('expected 64 lower-case hex digits').regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')).meta({
    type: 'array',
    items: { type: 'string' },
    description: 'Agents that may sign what is written with the key; none listed permits all',
  }),
  allowed_networks: setOf(
    z
      .string(NETWORK_EXPECTED)
      .refine((text) => networkOf(text) !== undefined, NETWORK_EXPECTED)
      .transform((text) => networkOf(text) ?? text),
  ).meta({ type: 'array', items: { type: 'string' }, description: 'Networks that the key may be used from, in CIDR notation; none listed permits all' }),
  rate_class: z
    .string(RATE_CLASS_EXPECTED)
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, RATE_CLASS_EXPECTED)
    .meta({ description: 'The class of rate limits that the key is counted in, one of STEMEDB_RATE_CLASSES', example: 'standard' }),
  quota_tokens_per_hour: z
    .int(QUOTA_EXPECTED)
    .min(0, QUOTA_EXPECTED)
    .max(MAX_QUOTA, QUOTA_EXPECTED)
    .nullable()
    .meta({ description: 'Tokens an hour in place of the quota of everybody; 0 is no limit, null is that of everybody' }),
  expires_at: momentSchema
    .nullable()
    .meta({ type: 'string', nullable: true, description: 'When the key ends by itself, RFC 3339 or Unix seconds; null is never', example: '2099-01-01T00:00:00Z' }),
};

export const createKeySchema = z
  .strictObject({
    name: settings.name,
    role: settings.role,
    namespace: namespace.optional().meta({ description: 'Where the key works; * is everywhere, for admins alone; default is that of the request' }),
    agent_ids: settings.agent_ids.default([]),
    allowed_networks: settings.allowed_networks.default([]),
    rate_class: settings.rate_class.default('standard'),
    quota_tokens_per_hour: settings.quota_tokens_per_hour.default(null),
    expires_at: settings.expires_at.default(null),
  })
  .refine((key) => key.namespace !== EVERY_NAMESPACE || key.role === 'admin', { error: 'expected admin, as for every key of all namespaces', path: ['role'] });
export type CreateKey = z.output<typeof createKeySchema>;

export const updateKeySchema = z
  .strictObject({
    name: settings.name.optional(),
    role: settings.role.optional(),
    agent_ids: settings.agent_ids.optional(),
    allowed_networks: settings.allowed_networks.optional(),
    rate_class: settings.rate_class.optional(),
    quota_tokens_per_hour: settings.quota_tokens_per_hour.optional(),
    expires_at: settings.expires_at.optional(),
    disabled: z.boolean('expected true or false').optional().meta({ description: 'true puts the key out of use, false takes it back into use' }),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'expected at least one field');
export type UpdateKey = z.output<typeof updateKeySchema>;

export const rotateKeySchema = z.strictObject({
  id: uuid.meta({ description: 'The key to replace', example: EXAMPLE_ID }),
  grace_seconds: z
    .int(GRACE_EXPECTED)
    .min(0, GRACE_EXPECTED)
    .max(MAX_GRACE_SECONDS, GRACE_EXPECTED)
    .default(DEFAULT_GRACE_SECONDS)
    .meta({ description: 'How long the old key still works; 0 ends it at once', example: DEFAULT_GRACE_SECONDS }),
});
export type RotateKey = z.output<typeof rotateKeySchema>;

export const keyIdSchema = z.strictObject({ id: uuid });

export const listKeysSchema = z.strictObject({
  namespace: namespace.optional().meta({ description: 'Only keys of this namespace; * are those of all namespaces' }),
  role: role.optional().meta({ description: 'Only keys of this role' }),
  ...pageFields,
});
export type ListKeysQuery = z.output<typeof listKeysSchema>;

export const KEY_EXAMPLES = {
  writer: { summary: 'A key that writes', value: { name: 'nightly import', role: 'write_agent' } },
  bound: {
    summary: 'A key that reads, from one network and for a time',
    value: { name: 'dashboard', role: 'read_only', allowed_networks: ['10.0.0.0/8', '2001:db8::/32'], expires_at: '2099-01-01T00:00:00Z' },
  },
};

const times = (description: string) => ({ type: String, nullable: true, description, example: null });

/** A key without its secret. */
export class KeyView {
  @ApiProperty({ example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({ description: 'Where the key works; * is everywhere', example: 'default' })
  namespace!: string;

  @ApiProperty({ example: 'nightly import' })
  name!: string;

  @ApiProperty({ enum: ROLES, example: 'write_agent' })
  role!: Role;

  @ApiProperty({ description: 'The visible part of the key', example: 'steme_live_0123abcd' })
  prefix!: string;

  @ApiProperty({ enum: KEY_STATES, description: 'active and in_grace may be used; the others are refused with 401', example: 'active' })
  state!: KeyStateName;

  @ApiProperty({ type: [String], description: 'Agents that it may act for; none permits all' })
  agent_ids!: readonly string[];

  @ApiProperty({ type: [String], description: 'Networks that it may be used from; none permits all', example: ['10.0.0.0/8'] })
  allowed_networks!: readonly string[];

  @ApiProperty({ example: 'standard' })
  rate_class!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Its own quota; null is that of everybody', example: null })
  quota_tokens_per_hour!: number | null;

  @ApiProperty({ example: MOMENT })
  created_at!: string;

  @ApiProperty(times('When it ends by itself'))
  expires_at!: string | null;

  @ApiProperty(times('Since when it is out of use'))
  disabled_at!: string | null;

  @ApiProperty(times('Since when it is revoked, for good'))
  revoked_at!: string | null;

  @ApiProperty(times('Until when it goes on beside the key that replaced it'))
  grace_until!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The key that replaced it', example: null })
  replaced_by!: string | null;

  @ApiProperty(times('When it was last used, to a minute'))
  last_used_at!: string | null;
}

export class NewKeyView extends KeyView {
  @ApiProperty({ description: 'The key itself. It is shown this once: only its hash is kept', example: `steme_live_${'0123abcd'.repeat(6)}` })
  key!: string;
}

export class RotatedKeyView extends NewKeyView {
  @ApiProperty({ type: KeyView, description: 'The key that was replaced' })
  replaces!: KeyView;
}

export class KeyList {
  @ApiProperty({ type: [KeyView] })
  items!: KeyView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
