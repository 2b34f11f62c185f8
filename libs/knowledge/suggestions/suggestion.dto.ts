import { ApiProperty } from '@nestjs/swagger';
import { conceptSchema } from '@stemedb/knowledge/concepts';
import { wholeNumberParameter } from '@stemedb/platform/http';
import { z } from 'zod';
import type { ReasonKind } from './suggestion.rules';

const PATH_EXAMPLE = 'demo://semaglutide/half_life';
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

export const suggestSchema = z.strictObject({
  path: conceptSchema().meta({ description: 'A concept path or a plain subject', example: PATH_EXAMPLE }),
  limit: wholeNumberParameter(1, MAX_LIMIT)
    .default(DEFAULT_LIMIT)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, description: 'Most suggestions' }),
});
export type SuggestQuery = z.output<typeof suggestSchema>;

export class ReasonView {
  @ApiProperty({
    enum: ['spelling', 'tail', 'objects'],
    description: 'spelling: the last two segments share trigrams; tail: they are equal, in another scheme; objects: the same objects are claimed',
    example: 'spelling',
  })
  kind!: ReasonKind;

  @ApiProperty({ description: 'How far this alone speaks for it, 0 to 1', example: 0.504 })
  score!: number;

  @ApiProperty({ example: 'spelled 84 % alike' })
  detail!: string;
}

export class SuggestionView {
  @ApiProperty({ description: 'A subject that claims were made about', example: 'wiki://semaglutid/half_life' })
  path!: string;

  @ApiProperty({ description: 'All reasons together, 0 to 1', example: 0.504 })
  score!: number;

  @ApiProperty({ type: [ReasonView] })
  reasons!: readonly ReasonView[];
}

export class SuggestionList {
  @ApiProperty({ description: 'What was asked for, in canonical form', example: PATH_EXAMPLE })
  path!: string;

  @ApiProperty({ type: [SuggestionView], description: 'Best first' })
  items!: readonly SuggestionView[];

  @ApiProperty({ description: 'The moment that the answer stands for', example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;
}
