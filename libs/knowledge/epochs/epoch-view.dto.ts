import { ApiProperty } from '@nestjs/swagger';
import { SUPERSESSION_TYPES } from '@stemedb/knowledge/supersessions';

type SupersessionType = (typeof SUPERSESSION_TYPES)[number];

export class SupersedingEpoch {
  @ApiProperty({ description: 'Id of the epoch that stands in its place', example: 'label-2023' })
  id!: string;

  @ApiProperty({ enum: SUPERSESSION_TYPES })
  type!: SupersessionType;
}

/** An epoch as it stood at a moment. */
export class EpochSummary {
  @ApiProperty({ example: 'label-2017' })
  id!: string;

  @ApiProperty({ example: 'The label of 2017' })
  name!: string;

  @ApiProperty({ type: String, nullable: true })
  description!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The epoch that it replaces' })
  supersedes!: string | null;

  @ApiProperty({ enum: SUPERSESSION_TYPES, nullable: true })
  supersession_type!: SupersessionType | null;

  @ApiProperty({ description: 'When it begins, Unix seconds', example: 1_512_432_000 })
  starts_at!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'When it has ended, Unix seconds' })
  ends_at!: number | null;

  @ApiProperty({ type: SupersedingEpoch, nullable: true, description: 'What replaced it by then; anything outranks a Refinement, then the newest counts' })
  superseded_by!: SupersedingEpoch | null;

  @ApiProperty({ description: 'Whether the epoch lens drops its claims: it was replaced, not just refined, directly or through others' })
  superseded!: boolean;

  @ApiProperty({ description: 'Address of the record', example: '3c0d'.repeat(16) })
  hash!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Who signed it' })
  agent_id!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'When it was signed, Unix seconds' })
  timestamp!: number | null;

  @ApiProperty({ type: String, nullable: true })
  signature!: string | null;

  @ApiProperty({ example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}

export class EpochView extends EpochSummary {
  @ApiProperty({ description: 'The moment that the answer stands for', example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;
}

export class EpochList {
  @ApiProperty({ description: 'The moment that all pages stand for', example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;

  @ApiProperty({ type: [EpochSummary] })
  items!: EpochSummary[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
