import { ApiProperty } from '@nestjs/swagger';

export type RecordStatus = 'created' | 'duplicate';

/** What became of a record. */
export class RecordResponse {
  @ApiProperty({ description: 'Address of the record', example: '3c0d'.repeat(16) })
  hash!: string;

  @ApiProperty({ enum: ['created', 'duplicate'], description: 'created (201) or duplicate (200)', example: 'created' })
  status!: RecordStatus;

  @ApiProperty({ description: 'When the record was first recorded', example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}
