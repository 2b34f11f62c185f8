import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EXAMPLE_AGENT, EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { LIFECYCLES, SOURCE_CLASSES } from '@stemedb/knowledge/claims';

/** Shapes of claims in answers, for the API document. */

const MOMENT = '2026-01-01T00:00:00.000000Z';

export class ObjectResponse {
  @ApiProperty({ enum: ['Text', 'Number', 'Boolean', 'Reference'], example: 'Number' })
  type!: string;

  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }], example: 7 })
  value!: string | number | boolean;
}

/** Why and when the content of a record was erased. */
export class RedactionResponse {
  @ApiProperty({ example: 'Erasure request 2026-17, GDPR article 17' })
  reason!: string;

  @ApiProperty({ description: 'Since when it is gone, for every as_of', example: MOMENT })
  recorded_at!: string;
}

export class ClaimResponse {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ type: ObjectResponse, nullable: true, description: 'null where it was erased' })
  object!: ObjectResponse | null;

  @ApiProperty({ example: 0.95 })
  confidence!: number;

  @ApiProperty({ example: '0'.repeat(64) })
  source_hash!: string;

  @ApiProperty({ enum: SOURCE_CLASSES, description: 'Declared by the writer, or inferred from the subject' })
  source_class!: string;

  @ApiProperty({ description: 'Whether the class is part of the address' })
  source_class_declared!: boolean;

  @ApiProperty({ enum: LIFECYCLES })
  lifecycle!: string;

  @ApiPropertyOptional({ description: 'Unix seconds, inclusive' })
  valid_from?: number;

  @ApiPropertyOptional({ description: 'Unix seconds, exclusive' })
  valid_to?: number;

  @ApiPropertyOptional()
  epoch?: string;

  @ApiPropertyOptional()
  parent_hash?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  source_metadata?: object;

  @ApiPropertyOptional()
  narrative?: string;

  @ApiPropertyOptional()
  visual_hash?: string;

  @ApiProperty({ example: MOMENT })
  recorded_at!: string;

  @ApiPropertyOptional({ description: 'Present where an admin erased what was claimed' })
  redacted?: boolean;

  @ApiPropertyOptional({ type: RedactionResponse })
  redaction?: RedactionResponse;
}

export class SupersessionResponse {
  @ApiProperty({ enum: ['Invalidate', 'Temporal', 'Refinement', 'Retraction'] })
  type!: string;

  @ApiProperty({ type: String, nullable: true, description: 'What stands in its place' })
  hash!: string | null;
}

/** What became of a claim up to the moment of the answer. */
export class ClaimStateResponse {
  @ApiProperty({ enum: LIFECYCLES, description: 'Where its transitions led' })
  lifecycle!: string;

  @ApiProperty({ type: SupersessionResponse, nullable: true })
  superseded_by!: SupersessionResponse | null;

  @ApiProperty({ enum: ['active', 'deprecated', 'retracted'], description: 'Of the source that it cites' })
  source_status!: string;
}

export class SignatureResponse {
  @ApiProperty({ example: EXAMPLE_AGENT })
  agent_id!: string;

  @ApiProperty({ example: 'ab'.repeat(64) })
  signature!: string;

  @ApiProperty({ description: 'As signed, Unix seconds', example: 1_735_689_600 })
  timestamp!: number;

  @ApiProperty({ example: MOMENT })
  recorded_at!: string;
}

export class CastVoteResponse extends SignatureResponse {
  @ApiProperty({ example: 'cd'.repeat(32) })
  hash!: string;

  @ApiProperty({ example: 1 })
  weight!: number;

  @ApiProperty({ description: 'Whether it is the vote of this agent that counts now' })
  current!: boolean;
}

export class DecisionResponse {
  @ApiProperty({ example: 'cd'.repeat(32) })
  hash!: string;

  @ApiProperty({ example: 'It was wrong' })
  reason!: string;

  @ApiProperty({ type: String, nullable: true, description: 'null where an administrator decided without a signature', example: EXAMPLE_AGENT })
  agent_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ab'.repeat(64) })
  signature!: string | null;

  @ApiProperty({ description: 'As signed, else of its commit; Unix seconds', example: 1_735_689_600 })
  timestamp!: number;

  @ApiProperty({ example: MOMENT })
  recorded_at!: string;
}

export class RecordedSupersessionResponse extends DecisionResponse {
  @ApiProperty({ enum: ['Invalidate', 'Temporal', 'Refinement', 'Retraction'] })
  type!: string;

  @ApiProperty({ type: String, nullable: true, description: 'What stands in its place' })
  superseding_hash!: string | null;
}

export class RecordedTransitionResponse extends DecisionResponse {
  @ApiProperty({ enum: LIFECYCLES })
  from!: string;

  @ApiProperty({ enum: LIFECYCLES })
  to!: string;
}

export class AssertionResponse extends ClaimResponse {
  @ApiPropertyOptional({ type: [Number] })
  vector?: number[];

  @ApiProperty({ type: [SignatureResponse] })
  signatures!: SignatureResponse[];

  @ApiProperty({ type: [CastVoteResponse] })
  votes!: CastVoteResponse[];

  @ApiProperty({ type: [RecordedSupersessionResponse], description: 'Every record that superseded it, the oldest first' })
  supersessions!: RecordedSupersessionResponse[];

  @ApiProperty({ type: [RecordedTransitionResponse], description: 'Every step of its lifecycle, the oldest first' })
  transitions!: RecordedTransitionResponse[];

  @ApiProperty({ type: ClaimStateResponse })
  state!: ClaimStateResponse;
}

export class ListedClaimResponse extends ClaimResponse {
  @ApiProperty({ type: ClaimStateResponse })
  state!: ClaimStateResponse;
}

export class ClaimPageResponse {
  @ApiProperty({ description: 'The moment all pages stand for', example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: [String], description: 'Other subjects that mean the same and were asked as well; the canonical spelling where another was given' })
  aliases_used!: string[];

  @ApiProperty({ type: [ListedClaimResponse] })
  items!: ListedClaimResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;

  @ApiProperty({ description: 'The audit of this answer, also in the header X-Audit-Id' })
  audit_id!: string;
}
