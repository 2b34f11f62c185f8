import { ApiProperty } from '@nestjs/swagger';
import { pageFields } from '@stemedb/platform/http';
import { momentSchema } from '@stemedb/platform/time';
import { z } from 'zod';
import { AUDIT_KINDS, type AuditKind } from './audit-chain.rules';
import { UUID_PATTERN } from './uuid.rules';

const MAX_SUBJECT = 512;
const MAX_LENS = 64;
const EXAMPLE_ID = '019b76da-a800-7000-8000-000000000000';
const EXAMPLE_HASH = 'a27b0c8f1d3e4a5b6c7d8e9f00112233445566778899aabbccddeeff00112233';
const MOMENT = '2026-01-01T00:00:00.000000Z';

const uuid = z.string('expected a UUID').regex(UUID_PATTERN, 'expected a UUID in lower case');
const moment = (description: string) => momentSchema.optional().meta({ type: 'string', description });
const line = (max: number) =>
  z
    .string('expected text')
    .max(max, `expected at most ${max} characters`)
    .regex(/^\P{Cc}+$/u, 'expected one line of text')
    .refine((text) => text.isWellFormed(), 'expected well-formed Unicode')
    .transform((text) => text.normalize('NFC'));

export const auditIdSchema = z.strictObject({ id: uuid });

export const listAuditsSchema = z.strictObject({
  from: moment('Only what was recorded then or later: RFC 3339 or Unix seconds'),
  to: moment('Only what was recorded by then'),
  kind: z.enum(AUDIT_KINDS, `expected ${AUDIT_KINDS.join(' or ')}`).optional().meta({ description: 'Only queries, or only acts' }),
  key_id: uuid.optional().meta({ description: 'Only what was asked or done with this API key' }),
  agent_id: z
    .string('expected 64 lower-case hex digits')
    .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')
    .optional()
    .meta({ description: 'Only what was asked in the name of this agent' }),
  subject: line(MAX_SUBJECT).optional().meta({ type: 'string', description: 'Only questions about this subject' }),
  lens: line(MAX_LENS).optional().meta({ type: 'string', description: 'Only answers of this lens' }),
  ...pageFields,
});
export type ListAuditsQuery = z.output<typeof listAuditsSchema>;

export class AuditSummary {
  @ApiProperty({ example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({ enum: AUDIT_KINDS })
  kind!: AuditKind;

  @ApiProperty({ example: MOMENT })
  recorded_at!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The route that was asked; null for an act', example: '/v1/query' })
  path!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What was done; null for a query', example: null })
  act!: string | null;

  @ApiProperty({ description: 'The API key that asked or acted', example: EXAMPLE_ID })
  key_id!: string;

  @ApiProperty({ type: String, nullable: true, description: 'From X-Agent-Id' })
  agent_id!: string | null;

  @ApiProperty({ type: String, nullable: true })
  subject!: string | null;

  @ApiProperty({ type: String, nullable: true })
  lens!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The moment that the answer stood for', example: MOMENT })
  as_of!: string | null;

  @ApiProperty({ description: 'Its place in the chain of its namespace, from 1', example: 1 })
  sequence!: number;

  @ApiProperty({ description: 'Over the row and the hash of the row before it', example: EXAMPLE_HASH })
  hash!: string;
}

export class AuditView extends AuditSummary {
  @ApiProperty({ example: EXAMPLE_HASH })
  previous_hash!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'Of a query: parameters, contributing (hash, weight, source_hash, lifecycle), winner, conflict_score, ' +
      'resolution_confidence, duration_ms and digest of the answer. Of an act: its detail',
  })
  payload!: object;
}

export class AuditList {
  @ApiProperty({ type: [AuditSummary] })
  items!: AuditSummary[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class TodayResponse {
  @ApiProperty({ example: EXAMPLE_HASH })
  digest!: string;

  @ApiProperty({ description: 'Whether the present answer rests on other claims, votes, trust or sources, or prefers another claim' })
  differs!: boolean;

  @ApiProperty({ type: String, nullable: true, example: EXAMPLE_HASH })
  winner!: string | null;
}

export class ReplayResponse {
  @ApiProperty({ example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({ description: 'The moment that the answer stood for', example: MOMENT })
  as_of!: string;

  @ApiProperty({ example: EXAMPLE_HASH })
  digest_then!: string;

  @ApiProperty({ description: 'Of the same question, asked again as of the same moment', example: EXAMPLE_HASH })
  digest_now!: string;

  @ApiProperty({ description: 'Whether both are the same; not so after an erasure, or under another version of the server' })
  same_as_then!: boolean;

  @ApiProperty({ type: TodayResponse })
  today!: TodayResponse;
}
