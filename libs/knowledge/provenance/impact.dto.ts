import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_AGENT, EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { wordSchema } from '@stemedb/knowledge/claims';
import { SOURCE_STATUSES, type SourceStatus } from '@stemedb/knowledge/sources';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';
import { RestingClaim } from './provenance.dto';

/** The lenses that name one winner of a pair. */
const WINNER_LENSES = ['consensus', 'recency', 'confidence', 'vote_consensus', 'authority'] as const;

export const impactSchema = z.strictObject({
  lens: wordSchema(WINNER_LENSES)
    .default('consensus')
    .meta({ default: 'consensus', description: 'Through which lens the answers are compared' }),
  as_of: asOfField,
  ...pageFields,
});
export type ImpactQuery = z.output<typeof impactSchema>;

/** Most agents and pairs that are listed; the counts tell how many there are. */
export const MOST_LISTED = 100;

export class ImpactCounts {
  @ApiProperty({ description: 'Claims that cite the source', example: 12 })
  assertions!: number;

  @ApiProperty({ description: 'Claims that derive from those and do not cite it themselves', example: 3 })
  descendants!: number;

  @ApiProperty({ description: 'Agents who signed any of them', example: 4 })
  agents!: number;

  @ApiProperty({ description: 'Pairs of subject and predicate that any of them is about', example: 5 })
  pairs!: number;
}

export class AffectedAgent {
  @ApiProperty({ example: EXAMPLE_AGENT })
  agent_id!: string;

  @ApiProperty({ description: 'How many of the claims it signed', example: 3 })
  assertions!: number;
}

export class OutcomeWinner {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { type: 'Number', value: 7 } })
  object!: object;
}

export class PairOutcome {
  @ApiProperty({ type: OutcomeWinner, nullable: true })
  winner!: OutcomeWinner | null;

  @ApiProperty({ description: '0 to 1', example: 0.4 })
  conflict_score!: number;

  @ApiProperty({ type: String, enum: ['Unanimous', 'Agreed', 'Contested'], nullable: true, description: 'null where no claim takes part' })
  status!: string | null;
}

export class AffectedPair {
  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ description: 'How many of its claims rest on the source', example: 2 })
  assertions!: number;

  @ApiProperty({ type: PairOutcome, nullable: true, description: 'The answer as it stands; null where the pair has too many claims for a lens' })
  before!: PairOutcome | null;

  @ApiProperty({ type: PairOutcome, nullable: true, description: 'The answer without the claims that rest on the source' })
  after!: PairOutcome | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Whether the answer would be another object, or none' })
  answer_changes!: boolean | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Whether another claim would stand for the answer' })
  winner_changes!: boolean | null;
}

export class SourceImpact {
  @ApiProperty({ example: 'ab'.repeat(32) })
  hash!: string;

  @ApiProperty({ enum: SOURCE_STATUSES, description: 'What the source is worth so far; of a retracted one nothing changes any more' })
  status!: SourceStatus;

  @ApiProperty({ example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;

  @ApiProperty({ enum: WINNER_LENSES })
  lens!: string;

  @ApiProperty({ type: ImpactCounts })
  counts!: ImpactCounts;

  @ApiProperty({ type: [AffectedAgent], nullable: true, description: `The ${MOST_LISTED} with the most claims; null on later pages` })
  agents!: AffectedAgent[] | null;

  @ApiProperty({ type: [AffectedPair], nullable: true, description: `The ${MOST_LISTED} with the most claims; null on later pages` })
  pairs!: AffectedPair[] | null;

  @ApiProperty({ type: [RestingClaim], description: 'The claims themselves, the nearest first' })
  items!: RestingClaim[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
