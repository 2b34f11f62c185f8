import { ApiProperty } from '@nestjs/swagger';

export type VoteStatus = 'created' | 'duplicate';

export class VoteResponse {
  @ApiProperty({ description: 'Address of the vote', example: '1f3a'.repeat(16) })
  hash!: string;

  @ApiProperty({ enum: ['created', 'duplicate'], description: 'created (201) or duplicate (200)', example: 'created' })
  status!: VoteStatus;

  @ApiProperty({ description: 'When the vote was first recorded', example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}
