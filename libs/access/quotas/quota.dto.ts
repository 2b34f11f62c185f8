import { ApiProperty } from '@nestjs/swagger';
import { z } from 'zod';

const MAX_TOKENS = 2_000_000_000;
const MAX_REASON = 2_000;
const AGENT_EXPECTED = 'expected 64 lower-case hex digits';
const TOKENS_EXPECTED = `expected a whole number from 0 to ${MAX_TOKENS}, or null`;
const REASON_EXPECTED = `expected 1 to ${MAX_REASON} characters`;

export const quotaPlaceSchema = z.strictObject({ agent_id: z.string(AGENT_EXPECTED).regex(/^[0-9a-f]{64}$/, AGENT_EXPECTED) });
export type QuotaPlace = z.output<typeof quotaPlaceSchema>;

export const setQuotaSchema = z.strictObject({
  tokens_per_hour: z
    .int(TOKENS_EXPECTED)
    .min(0, TOKENS_EXPECTED)
    .max(MAX_TOKENS, TOKENS_EXPECTED)
    .nullable()
    .meta({ description: 'What the agent may spend in an hour; 0 is no limit, null takes its own figure away', example: 1_000_000 }),
  reason: z.string(REASON_EXPECTED).min(1, REASON_EXPECTED).max(MAX_REASON, REASON_EXPECTED).meta({ description: 'Why', example: 'Imports a registry every night' }),
});
export type SetQuota = z.output<typeof setQuotaSchema>;

/** Where an agent stands with its quota. */
export class QuotaStandingView {
  @ApiProperty({ description: 'Tokens an hour', example: 10_000 })
  limit!: number;

  @ApiProperty({ description: 'What is left of them in this hour', example: 9_990 })
  remaining!: number;

  @ApiProperty({ description: 'Seconds until the hour ends, which begins with the first token spent', example: 3_540 })
  reset!: number;
}

export class SetQuotaResponse {
  @ApiProperty({ example: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a' })
  agent_id!: string;

  @ApiProperty({ type: Number, nullable: true, description: "The agent's own figure: 0 is no limit, null none of its own", example: 1_000_000 })
  tokens_per_hour!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'What it was before', example: null })
  previous!: number | null;

  @ApiProperty({ type: QuotaStandingView, nullable: true, description: 'Where the agent stands now; null where nothing limits it' })
  quota!: QuotaStandingView | null;
}
