import { ApiProperty } from '@nestjs/swagger';
import { pageFields } from '@stemedb/platform/http';
import { z } from 'zod';

const KEY_EXAMPLE = '019b76da-a800-7000-8000-000000000000';
const AGENT_EXAMPLE = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const listCircuitsSchema = z.strictObject(pageFields);
export type ListCircuitsQuery = z.output<typeof listCircuitsSchema>;

export const resetCircuitSchema = z.strictObject({
  key_id: z.string('expected a UUID').regex(UUID, 'expected a UUID in lower case').meta({ description: 'The API key', example: KEY_EXAMPLE }),
  agent_id: z
    .string('expected 64 lower-case hex digits')
    .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits')
    .optional()
    .meta({ description: "Reset only the key's use of this agent; absent, everything of the key", example: AGENT_EXAMPLE }),
});
export type ResetCircuit = z.output<typeof resetCircuitSchema>;

export class CircuitView {
  @ApiProperty({ description: 'The API key that calls', example: KEY_EXAMPLE })
  key_id!: string;

  @ApiProperty({ type: String, nullable: true, description: "null for the key itself; else the agent of which the key's use is meant", example: AGENT_EXAMPLE })
  agent_id!: string | null;

  @ApiProperty({ enum: ['open', 'half_open'], description: 'half_open: one request at a time is tried' })
  state!: 'open' | 'half_open';

  @ApiProperty({ description: 'Failures that led here, those of failed trials included', example: 5 })
  failures!: number;

  @ApiProperty({ description: 'When it last opened', example: '2026-01-01T00:00:00.000000Z' })
  opened_at!: string;

  @ApiProperty({ description: 'From then on it is half-open', example: '2026-01-01T00:00:30.000000Z' })
  until!: string;

  @ApiProperty({ description: 'The code of the last failure', example: 'signature_invalid' })
  last_reason!: string;
}

export class CircuitList {
  @ApiProperty({ type: [CircuitView] })
  items!: CircuitView[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}

export class ResetCircuitResponse {
  @ApiProperty({ enum: ['closed'] })
  status!: 'closed';

  @ApiProperty({ description: 'How many circuits were reset', example: 1 })
  reset!: number;

  @ApiProperty({ description: 'The audit that tells of it', example: KEY_EXAMPLE })
  audit_id!: string;
}
