import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EXAMPLE_AGENT, EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { LIFECYCLES, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { EXCLUSION_REASONS, LENS_NAMES } from '@stemedb/knowledge/lenses';
import { ObjectResponse } from './claim.dto';

/** Shapes of lens answers, for the API document; the rules that make them are typed by themselves. */

const MOMENT = '2026-01-01T00:00:00.000000Z';
const STATUSES = ['Unanimous', 'Agreed', 'Contested'];

export class WinnerResponse {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ type: ObjectResponse })
  object!: ObjectResponse;
}

export class CandidateResponse {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ description: 'The subject asked about, or one that means the same', example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ type: ObjectResponse })
  object!: ObjectResponse;

  @ApiProperty({ enum: SOURCE_CLASSES })
  source_class!: string;

  @ApiProperty({ description: 'Tier number, 0 the highest authority', example: 0 })
  tier!: number;

  @ApiProperty({ example: '0'.repeat(64) })
  source_hash!: string;

  @ApiProperty({ enum: LIFECYCLES })
  lifecycle!: string;

  @ApiProperty({ description: 'Newest signature, Unix seconds', example: 1_735_689_600 })
  timestamp!: number;

  @ApiProperty({ description: 'confidence × tier_multiplier × trust × decay', example: 0.475 })
  weight!: number;

  @ApiProperty({ example: 0.95 })
  confidence!: number;

  @ApiProperty({ example: 1 })
  tier_multiplier!: number;

  @ApiProperty({ description: "Sum of the distinct signers' trust, at most 3", example: 0.5 })
  trust!: number;

  @ApiProperty({ example: 1 })
  decay!: number;

  @ApiProperty({ description: 'Sum of its current votes', example: 0 })
  votes!: number;

  @ApiProperty({ description: 'Index into groups', example: 0 })
  group!: number;

  @ApiProperty({ description: 'Share of its group', example: 0.9 })
  share!: number;

  @ApiProperty({ description: 'False where a stronger claim speaks for the same source or line of descent' })
  counted!: boolean;

  @ApiProperty({ type: [String], example: [EXAMPLE_AGENT] })
  agents!: string[];

  @ApiProperty({ type: String, nullable: true, description: 'Title of the registered source' })
  source_title!: string | null;

  @ApiPropertyOptional()
  narrative?: string;

  @ApiProperty({ example: MOMENT })
  recorded_at!: string;
}

export class GroupResponse {
  @ApiProperty({ type: ObjectResponse })
  object!: ObjectResponse;

  @ApiProperty({ example: 0.475 })
  weight!: number;

  @ApiProperty({ example: 0.9 })
  share!: number;

  @ApiProperty({ type: [String], example: [EXAMPLE_HASH] })
  hashes!: string[];

  @ApiProperty({ type: [String], example: [EXAMPLE_HASH] })
  counted!: string[];

  @ApiPropertyOptional({ description: 'vote_consensus: sum of the votes before a negative one became weight 0' })
  net_votes?: number;
}

export class ExclusionResponse {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ enum: EXCLUSION_REASONS })
  reason!: string;
}

export class SourceWarningResponse {
  @ApiProperty({ example: 'ef'.repeat(32) })
  source_hash!: string;

  @ApiProperty({ enum: ['unregistered', 'deprecated', 'retracted'] })
  status!: string;

  @ApiProperty({ type: [String] })
  hashes!: string[];
}

export class ResolutionResponse {
  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ type: String, nullable: true, example: EXAMPLE_PAIR.predicate })
  predicate!: string | null;

  @ApiProperty({ description: 'The moment the answer stands for: asking again with it gives the same bytes', example: MOMENT })
  as_of!: string;

  @ApiProperty({ example: MOMENT })
  valid_at!: string;

  @ApiProperty({ enum: ['on', 'off'] })
  decay!: string;

  @ApiProperty({ enum: LENS_NAMES })
  lens!: string;

  @ApiPropertyOptional({ description: 'What the epoch lens handed on to' })
  inner_lens?: string;

  @ApiProperty({ description: 'Version of the multipliers, half-lives and thresholds', example: 1 })
  ruleset_version!: number;

  @ApiProperty({ type: WinnerResponse, nullable: true })
  winner!: WinnerResponse | null;

  @ApiProperty({ type: [CandidateResponse] })
  candidates!: CandidateResponse[];

  @ApiProperty({ description: 'How many claims were weighed, listed or not', example: 2 })
  candidates_total!: number;

  @ApiProperty({ type: [GroupResponse] })
  groups!: GroupResponse[];

  @ApiProperty({ description: '0 (one object) to 1', example: 0.47 })
  conflict_score!: number;

  @ApiProperty({ enum: STATUSES, nullable: true })
  status!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: "The winner's share", example: 0.9 })
  resolution_confidence!: number | null;

  @ApiProperty({ type: [ExclusionResponse] })
  excluded!: ExclusionResponse[];

  @ApiProperty({ type: [SourceWarningResponse] })
  source_warnings!: SourceWarningResponse[];

  @ApiProperty({ type: [String], description: 'Other subjects that mean the same and were asked as well; the canonical spelling where another was given' })
  aliases_used!: string[];

  @ApiProperty({ description: 'The audit of this answer, also in the header X-Audit-Id' })
  audit_id!: string;
}

export class TierResponse {
  @ApiProperty({ example: 0 })
  tier!: number;

  @ApiProperty({ enum: SOURCE_CLASSES })
  source_class!: string;

  @ApiProperty({ type: WinnerResponse })
  winner!: WinnerResponse;

  @ApiProperty({ type: [GroupResponse] })
  groups!: GroupResponse[];

  @ApiProperty({ example: 0 })
  conflict_score!: number;

  @ApiProperty({ enum: STATUSES })
  status!: string;

  @ApiProperty({ example: 1 })
  resolution_confidence!: number;
}

export class LayeredResponse extends ResolutionResponse {
  @ApiProperty({ type: [TierResponse], description: 'Populated tiers, the highest authority first' })
  tiers!: TierResponse[];

  @ApiProperty({ description: "How far the tiers' winners disagree, 0 to 1", example: 1 })
  cross_tier_conflict!: number;
}

export class ConstraintResponse {
  @ApiProperty({ type: ObjectResponse })
  object!: ObjectResponse;

  @ApiProperty({ example: 0.5 })
  weight!: number;

  @ApiProperty({ type: [String] })
  hashes!: string[];

  @ApiProperty({ type: [String] })
  counted!: string[];

  @ApiProperty({ description: 'True where the other list names the same object' })
  contradicted!: boolean;
}

export class ConstraintsResponse extends ResolutionResponse {
  @ApiProperty({ type: [ConstraintResponse] })
  must_use!: ConstraintResponse[];

  @ApiProperty({ type: [ConstraintResponse] })
  forbidden!: ConstraintResponse[];
}
