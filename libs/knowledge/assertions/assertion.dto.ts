import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { WriteStatus } from './incoming-claim';

const EXAMPLE_HASH = '9b1e2ed1bbbbcf1c0c6ea1d7b2fcd75b9ab1c9f0a0b7b3b3f7b2b7f8c6d5e4f3';
const STATUSES = ['created', 'cosigned', 'duplicate', 'quarantined'] as const;

/** What became of one claim. */
export class AssertResponse {
  @ApiProperty({ description: 'Address of the assertion', example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({
    enum: STATUSES,
    description: 'created (201), cosigned or duplicate (200), quarantined (202)',
    example: 'created',
  })
  status!: WriteStatus;

  @ApiProperty({ description: 'When the claim was first recorded', example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}

export class BatchFieldError {
  @ApiProperty({ example: 'confidence' })
  path!: string;

  @ApiProperty({ example: 'expected a number from 0 to 1' })
  message!: string;
}

export class OwedProof {
  @ApiProperty({ example: EXAMPLE_HASH })
  agent_id!: string;

  @ApiProperty({ description: 'Leading zero bits', example: 16 })
  difficulty!: number;

  @ApiProperty({ enum: ['missing', 'expired', 'insufficient', 'used'], example: 'missing' })
  reason!: string;
}

export class BatchItemError {
  @ApiProperty({ description: 'Stable code, see docs/errors.md', example: 'signature_invalid' })
  code!: string;

  @ApiProperty({ description: 'The status this claim would have had alone', example: 422 })
  status!: number;

  @ApiProperty({ example: 'A signature does not hold for this claim' })
  detail!: string;

  @ApiPropertyOptional({ type: [BatchFieldError] })
  errors?: readonly BatchFieldError[];

  @ApiPropertyOptional({ description: 'Seconds after which it may be sent again, as Retry-After would say', example: 30 })
  retry_after?: number;

  @ApiPropertyOptional({ description: 'Leading zero bits of the hardest proof of work that it needs', example: 16 })
  difficulty?: number;

  @ApiPropertyOptional({ type: [OwedProof], description: 'Whose proofs of work it needs' })
  agents?: readonly OwedProof[];

  @ApiPropertyOptional({ description: "The server's clock where a proof of work is needed, Unix seconds", example: 1_760_000_000 })
  server_time?: number;
}

/** What became of one item of a batch. */
export class BatchItemResult {
  @ApiProperty({ description: 'Place in the batch, from 0; blank NDJSON lines do not count', example: 0 })
  index!: number;

  @ApiProperty({ enum: [...STATUSES, 'failed'], example: 'created' })
  status!: WriteStatus | 'failed';

  @ApiPropertyOptional({ example: EXAMPLE_HASH })
  hash?: string;

  @ApiPropertyOptional({ example: '2026-01-01T00:00:00.000000Z' })
  recorded_at?: string;

  @ApiPropertyOptional({ type: BatchItemError })
  error?: BatchItemError;
}

export class BatchSummary {
  @ApiProperty({ example: 1 })
  created!: number;

  @ApiProperty({ example: 0 })
  cosigned!: number;

  @ApiProperty({ example: 0 })
  duplicate!: number;

  @ApiProperty({ example: 0 })
  quarantined!: number;

  @ApiProperty({ example: 0 })
  failed!: number;
}

export class BatchResult {
  @ApiProperty({ type: [BatchItemResult] })
  results!: BatchItemResult[];

  @ApiProperty({ type: BatchSummary })
  summary!: BatchSummary;
}
