import { ApiProperty } from '@nestjs/swagger';
import { UUID_PATTERN } from '@stemedb/access/audit';
import { EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { hexSchema, strictSchema, textSchema, wordSchema } from '@stemedb/knowledge/claims';
import { pageFields } from '@stemedb/platform/http';
import { z } from 'zod';
import {
  ESCALATION_LEVELS,
  ESCALATION_STATES,
  ESCALATION_TYPES,
  type EscalationLevel,
  type EscalationState,
  type EscalationType,
} from './escalation.rules';

export const RESOLUTIONS = ['accepted', 'dismissed', 'duplicate'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

const ID_EXAMPLE = '0b54f3c1-93a7-8d2e-8c5a-0f4f8f3f2a11';
const KEY_EXAMPLE = '5f0c2a3e-0d5b-4b7e-9a63-1c1f5a1d2b3c';
const MOMENT_EXAMPLE = '2026-01-01T00:00:00.000000Z';
const MAX_NOTE = 2_000;

const id = z.string('expected a UUID').regex(UUID_PATTERN, 'expected a UUID in lower case').meta({ example: ID_EXAMPLE });

export const listEscalationsSchema = z.strictObject({
  type: wordSchema(ESCALATION_TYPES).optional().meta({ description: 'Only escalations of this type' }),
  level: wordSchema(ESCALATION_LEVELS).optional().meta({ description: 'Only escalations of this level' }),
  state: wordSchema(ESCALATION_STATES).optional().meta({ description: 'Only escalations in this state' }),
  ...pageFields,
});
export type ListEscalationsQuery = z.output<typeof listEscalationsSchema>;

export const resolveEscalationSchema = strictSchema({
  id,
  resolution: wordSchema(RESOLUTIONS).meta({ description: 'What came of it', example: 'accepted' }),
  note: textSchema({ min: 1, max: MAX_NOTE, line: false }).meta({ description: 'Why', example: 'The label of 2017 is the current one' }),
  winning_hash: hexSchema(64).optional().meta({ description: 'The claim of the pair that is right', example: EXAMPLE_HASH }),
});
export type ResolveEscalation = z.output<typeof resolveEscalationSchema>;

export const listDeadLettersSchema = z.strictObject(pageFields);
export type ListDeadLettersQuery = z.output<typeof listDeadLettersSchema>;

export const retryDeliverySchema = strictSchema({ id });
export type RetryDelivery = z.output<typeof retryDeliverySchema>;

export class EscalationView {
  @ApiProperty({ example: ID_EXAMPLE })
  id!: string;

  @ApiProperty({ enum: ESCALATION_TYPES, example: 'conflict' })
  type!: EscalationType;

  @ApiProperty({ enum: ESCALATION_LEVELS, example: 'investigate' })
  level!: EscalationLevel;

  @ApiProperty({ description: 'Of a retraction: the hash of the source', example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ description: 'Of a retraction: source_status', example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ description: 'Pieces of evidence: claims of the pair, failed claims, or claims that rested on the source', example: 2 })
  count!: number;

  @ApiProperty({ enum: ESCALATION_STATES, description: 'resolved by a person; closed by itself, its reason having gone away', example: 'open' })
  state!: EscalationState;

  @ApiProperty({ description: 'The commit that opened it', example: MOMENT_EXAMPLE })
  opened_at!: string;

  @ApiProperty({ description: 'The commit whose evidence last changed it', example: MOMENT_EXAMPLE })
  updated_at!: string;

  @ApiProperty({ type: String, nullable: true, description: 'When it was resolved or closed', example: null })
  ended_at!: string | null;

  @ApiProperty({ type: String, nullable: true, enum: RESOLUTIONS, example: null })
  resolution!: Resolution | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was resolved so', example: null })
  note!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  winning_hash!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The API key that resolved it', example: KEY_EXAMPLE })
  resolved_by!: string | null;
}

export class EscalationCounts {
  @ApiProperty({ example: 1 })
  conflict!: number;

  @ApiProperty({ example: 0 })
  anecdotal_cluster!: number;

  @ApiProperty({ example: 0 })
  gold_standard_failure!: number;

  @ApiProperty({ example: 0 })
  source_retracted!: number;
}

export class EscalationList {
  @ApiProperty({ type: EscalationCounts, description: 'How many are open, whatever the list is filtered by' })
  counts!: EscalationCounts;

  @ApiProperty({ type: [EscalationView], description: 'The newest first' })
  items!: EscalationView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class DeadLetterView {
  @ApiProperty({ description: 'The id of the escalation', example: ID_EXAMPLE })
  id!: string;

  @ApiProperty({ example: 10 })
  attempts!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt failed', example: 'status 500' })
  failure!: string | null;

  @ApiProperty({ example: MOMENT_EXAMPLE })
  created_at!: string;
}

export class DeadLetterList {
  @ApiProperty({ type: [DeadLetterView], description: 'The oldest first' })
  items!: DeadLetterView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class RetryDeliveryResponse {
  @ApiProperty({ example: ID_EXAMPLE })
  id!: string;

  @ApiProperty({ enum: ['queued'], example: 'queued' })
  status!: 'queued';
}
