import { ApiProperty } from '@nestjs/swagger';
import { momentSchema } from '@stemedb/platform/time';
import { z } from 'zod';

const MOMENT = '2026-01-01T00:00:00.000000Z';

export const decayTrustSchema = z.strictObject({
  at: momentSchema
    .optional()
    .meta({ type: 'string', description: 'The moment to decay to: RFC 3339 or Unix seconds; the present where absent', example: '2026-01-01T00:00:00Z' }),
});
export type DecayTrust = z.output<typeof decayTrustSchema>;

/** The body may be left out. */
export const decayTrustBodySchema = z.preprocess((body) => body ?? {}, decayTrustSchema);

/** What a decay came to. */
export class DecayTrustResponse {
  @ApiProperty({ description: 'The moment that it reaches to; the same one again changes nothing', example: MOMENT })
  at!: string;

  @ApiProperty({ example: 30 })
  half_life_days!: number;

  @ApiProperty({ description: 'Agents that have a history of trust', example: 12 })
  agents!: number;

  @ApiProperty({ description: 'Those among them whose score has changed', example: 7 })
  changed!: number;
}
