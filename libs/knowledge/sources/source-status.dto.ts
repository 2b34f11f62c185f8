import { ApiProperty } from '@nestjs/swagger';
import { strictSchema, textSchema, wordSchema } from '@stemedb/knowledge/claims';
import type { z } from 'zod';

export const SOURCE_STATUSES = ['active', 'deprecated', 'retracted'] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

const MAX_REASON = 2_000;

/** What an admin says of a source. */
export const judgeSourceSchema = strictSchema({
  status: wordSchema(SOURCE_STATUSES).meta({ description: 'What its evidence is worth from now on', example: 'retracted' }),
  reason: textSchema({ min: 1, max: MAX_REASON, line: false }).meta({ description: 'Why', example: 'Withdrawn by its publisher' }),
});
export type JudgeSource = z.output<typeof judgeSourceSchema>;

export class AffectedCounts {
  @ApiProperty({ description: 'Claims that cite the source', example: 12 })
  assertions!: number;

  @ApiProperty({ description: 'Claims that derive from those and do not cite it themselves', example: 3 })
  descendants!: number;
}

export class JudgeSourceResponse {
  @ApiProperty({ example: 'ab'.repeat(32) })
  hash!: string;

  @ApiProperty({ enum: ['changed', 'unchanged'], description: 'changed (201), or unchanged (200): it had this status already' })
  outcome!: 'changed' | 'unchanged';

  @ApiProperty({ enum: SOURCE_STATUSES, example: 'retracted' })
  status!: SourceStatus;

  @ApiProperty({ enum: SOURCE_STATUSES, description: 'What it was before it got this status', example: 'active' })
  previous!: SourceStatus;

  @ApiProperty({ description: 'Since when it has this status', example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;

  @ApiProperty({ type: AffectedCounts, description: 'What rested on the source at recorded_at' })
  affected!: AffectedCounts;
}
