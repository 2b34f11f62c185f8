import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { DISAGREEMENT_CLASSES } from '@stemedb/knowledge/lenses';
import { ObjectResponse } from '@stemedb/knowledge/queries';

const MOMENT = '2026-01-01T00:00:00.000000Z';

class StandingResponse {
  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ enum: DISAGREEMENT_CLASSES, example: 'active_disagreement' })
  class!: string;

  @ApiProperty({ type: String, nullable: true, enum: ['Unanimous', 'Agreed', 'Contested'], description: 'null where no claim takes part' })
  status!: string | null;

  @ApiProperty({ description: '0 to 1, as the skeptic has it without superseded epochs', example: 0.72 })
  conflict_score!: number;

  @ApiProperty({ description: 'Claims that take part', example: 4 })
  claims!: number;

  @ApiProperty({ example: 2 })
  distinct_objects!: number;

  @ApiProperty({ description: 'Objects that some claim of tiers 0 to 2 holds', example: 2 })
  evidenced_objects!: number;

  @ApiProperty({ description: 'Claims of tiers 0 to 2', example: 3 })
  evidence_claims!: number;

  @ApiProperty({ description: 'Claims of tier 5', example: 1 })
  anecdotal_claims!: number;

  @ApiProperty({ example: 2 })
  populated_tiers!: number;

  @ApiProperty({ example: 1 })
  ruleset_version!: number;
}

export class ListedStandingResponse extends StandingResponse {
  @ApiProperty({ description: 'The commit that last touched the pair; the figures are as of then', example: MOMENT })
  evaluated_at!: string;
}

export class DisagreementCountsResponse {
  @ApiProperty({ example: 1 })
  active_disagreement!: number;

  @ApiProperty({ example: 0 })
  emerging_signal!: number;

  @ApiProperty({ example: 12 })
  resolved!: number;

  @ApiProperty({ example: 3 })
  low_priority!: number;
}

export class DisagreementPageResponse {
  @ApiProperty({ description: 'The moment all pages stand for', example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: DisagreementCountsResponse, description: 'All pairs below the prefix, whatever class the list is of' })
  counts!: DisagreementCountsResponse;

  @ApiProperty({ type: [ListedStandingResponse] })
  items!: ListedStandingResponse[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class TierSupportResponse {
  @ApiProperty({ example: 1 })
  tier!: number;

  @ApiProperty({ enum: SOURCE_CLASSES, example: 'Clinical' })
  source_class!: string;

  @ApiProperty({ example: 2 })
  claims!: number;

  @ApiProperty({ description: "What they bring to the side's weight", example: 0.41 })
  weight!: number;
}

export class SideResponse {
  @ApiProperty({ type: ObjectResponse })
  object!: ObjectResponse;

  @ApiProperty({ example: 0.6 })
  share!: number;

  @ApiProperty({ example: 0.41 })
  weight!: number;

  @ApiProperty({ example: 2 })
  claims!: number;

  @ApiProperty({ type: [TierSupportResponse], description: 'The highest authority first' })
  tiers!: TierSupportResponse[];

  @ApiProperty({ type: [String], example: [EXAMPLE_HASH], description: 'The strongest first' })
  hashes!: string[];
}

export class DisagreementLinksResponse {
  @ApiProperty({ example: '/v1/skeptic?subject=x&predicate=y' })
  skeptic!: string;

  @ApiProperty({ example: '/v1/layered?subject=x&predicate=y' })
  layered!: string;
}

export class DisagreementPairResponse extends StandingResponse {
  @ApiProperty({ example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: [SideResponse], description: 'The heaviest first' })
  sides!: SideResponse[];

  @ApiProperty({ type: DisagreementLinksResponse, description: 'Where the same question is answered in full' })
  links!: DisagreementLinksResponse;
}
