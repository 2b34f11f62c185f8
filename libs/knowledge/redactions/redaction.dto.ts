import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_HASH } from '@stemedb/knowledge/assertions';
import { hexSchema, strictSchema, wordSchema } from '@stemedb/knowledge/claims';
import { reasonSchema } from '@stemedb/knowledge/signed-records';
import type { z } from 'zod';

export const REDACTED_KINDS = ['assertion', 'source'] as const;
export type RedactedKind = (typeof REDACTED_KINDS)[number];

const EXAMPLE_REASON = 'Erasure request 2026-17, GDPR article 17';

/** What is to be erased, and why. */
export const redactSchema = strictSchema({
  hash: hexSchema(64).meta({ description: 'Address of the assertion, or hash of the source', example: EXAMPLE_HASH }),
  kind: wordSchema(REDACTED_KINDS).optional().meta({ description: 'What stands under the address; found out where it is left out', example: 'assertion' }),
  reason: reasonSchema().meta({
    description: 'The legal reason. It stays and is shown to readers: it must not repeat what is erased',
    example: EXAMPLE_REASON,
  }),
});
export type Redact = z.output<typeof redactSchema>;

export class RedactResponse {
  @ApiProperty({ enum: REDACTED_KINDS, example: 'assertion' })
  kind!: RedactedKind;

  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ enum: ['redacted', 'unchanged'], description: 'unchanged: it was redacted before, and nothing was written' })
  outcome!: 'redacted' | 'unchanged';

  @ApiProperty({ type: [String], description: 'What there was of its content, and is gone', example: ['object', 'narrative'] })
  fields!: readonly string[];

  @ApiProperty({ description: 'The reason of the first time', example: EXAMPLE_REASON })
  reason!: string;

  @ApiProperty({ description: 'Since when it is gone, for every as_of', example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}
