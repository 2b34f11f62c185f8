import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_AGENT, EXAMPLE_HASH } from '@stemedb/knowledge/assertions';
import { hexSchema, listSchema, strictSchema, textSchema, wordSchema } from '@stemedb/knowledge/claims';
import { pageFields } from '@stemedb/platform/http';
import { z } from 'zod';
import { DECISIONS, STATES } from './decision.rules';
import { REASONS } from './reason.rules';

const MAX_BULK = 1_000;
const MAX_NOTE = 2_000;
const MOMENT_EXAMPLE = '2026-01-01T00:00:00.000000Z';
const ORDERS = ['oldest', 'newest'] as const;

export const listQuarantineSchema = z.strictObject({
  reason: wordSchema(REASONS).optional().meta({ description: 'Held back for this reason' }),
  agent_id: hexSchema(64).optional().meta({ description: 'Signed by this agent' }),
  state: wordSchema(STATES).default('pending').meta({ description: 'What became of it' }),
  order: wordSchema(ORDERS).default('oldest').meta({ description: 'Which comes first' }),
  ...pageFields,
});
export type ListQuarantineQuery = z.output<typeof listQuarantineSchema>;

const hash = hexSchema(64).optional().meta({ description: 'The claim', example: EXAMPLE_HASH });
const hashes = listSchema(hexSchema(64), 1, MAX_BULK).optional().meta({ description: 'Up to 1,000 claims, instead of hash' });

/** One claim or many, and why. */
export const decideSchema = strictSchema({
  hash,
  hashes,
  note: textSchema({ min: 1, max: MAX_NOTE, line: false }).optional().meta({ description: 'Why; stays in the audit', example: 'Seen with my own eyes' }),
}).refine((body) => (body.hash === undefined) !== (body.hashes === undefined), 'expected either hash or hashes');
export type Decide = z.output<typeof decideSchema>;

export class QuarantineItem {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ example: 'drug://semaglutide' })
  subject!: string;

  @ApiProperty({ example: 'drug_class' })
  predicate!: string;

  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true, description: 'The object; null where it was erased', example: { type: 'Number', value: 5 } })
  object!: Record<string, unknown> | null;

  @ApiProperty({ example: 0.9 })
  confidence!: number;

  @ApiProperty({ type: String, nullable: true })
  narrative!: string | null;

  @ApiProperty({ type: [String], description: 'Who has signed it', example: [EXAMPLE_AGENT] })
  agents!: string[];

  @ApiProperty({ enum: REASONS, example: 'duplicate' })
  reason!: string;

  @ApiProperty({ description: 'What was found, in words', example: 'Quality 0.300: entropy 0.00, length 1.00, structure 0.00, trust 0.50' })
  detail!: string;

  @ApiProperty({ enum: STATES, example: 'pending' })
  state!: string;

  @ApiProperty({ description: 'Since when it is held back', example: MOMENT_EXAMPLE })
  recorded_at!: string;

  @ApiProperty({ type: String, nullable: true, example: null })
  decided_at!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The API key that decided', example: null })
  decided_by!: string | null;
}

export class QuarantineList {
  @ApiProperty({ type: [QuarantineItem] })
  items!: QuarantineItem[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class DecisionResponse {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ enum: DECISIONS, example: 'approved' })
  state!: string;

  @ApiProperty({ description: 'From this moment on', example: MOMENT_EXAMPLE })
  decided_at!: string;
}

export class DecisionError {
  @ApiProperty({ example: 'quarantine_already_decided' })
  code!: string;

  @ApiProperty({ example: 409 })
  status!: number;

  @ApiProperty({ example: 'It was approved' })
  detail!: string;
}

export class BulkDecisionItem {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ enum: [...DECISIONS, 'failed'], example: 'approved' })
  state!: string;

  @ApiProperty({ required: false, example: MOMENT_EXAMPLE })
  decided_at?: string;

  @ApiProperty({ required: false, type: DecisionError })
  error?: DecisionError;
}

export class BulkDecisionResponse {
  @ApiProperty({ type: [BulkDecisionItem], description: 'In the order of the request' })
  results!: BulkDecisionItem[];
}
