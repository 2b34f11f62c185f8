import { ApiProperty } from '@nestjs/swagger';
import { EXAMPLE_HASH, EXAMPLE_PAIR } from '@stemedb/knowledge/assertions';
import { hexSchema } from '@stemedb/knowledge/claims';
import { SOURCE_STATUSES, type SourceStatus } from '@stemedb/knowledge/sources';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';

const EXAMPLE_SOURCE = 'ab'.repeat(32);
const MOMENT = '2026-01-01T00:00:00.000000Z';
const NEXT_CURSOR = { type: String, nullable: true, description: 'Cursor of the next page; null at the end' } as const;

const ONE_OF_TWO = 'expected hash or assertion, one of the two';

/** Where the walk begins: at a source, downwards, or at an assertion, upwards. */
export const provenanceSchema = z
  .strictObject({
    hash: hexSchema(64).optional().meta({ description: 'A source: which claims rest on it' }),
    assertion: hexSchema(64).optional().meta({ description: 'An assertion: what it derives from, and on which sources that rests' }),
    as_of: asOfField,
    ...pageFields,
  })
  .refine(({ hash, assertion }) => (hash === undefined) !== (assertion === undefined), { error: ONE_OF_TWO, path: ['hash'] });
export type ProvenanceQuery = z.output<typeof provenanceSchema>;

class LinkedClaim {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ description: 'Steps of descent: 0 for where the walk begins', example: 0 })
  depth!: number;

  @ApiProperty({ example: EXAMPLE_PAIR.subject })
  subject!: string;

  @ApiProperty({ example: EXAMPLE_PAIR.predicate })
  predicate!: string;

  @ApiProperty({ type: String, nullable: true, description: 'What it derives from' })
  parent_hash!: string | null;

  @ApiProperty({ description: 'What it cites; 64 zeros for no source', example: EXAMPLE_SOURCE })
  source_hash!: string;
}

/** A claim that rests on a source: depth 0 cites it, what is deeper derives from those. */
export class RestingClaim extends LinkedClaim {
  @ApiProperty({ example: MOMENT })
  recorded_at!: string;
}

export class CitedSource {
  @ApiProperty({ description: 'Whether anybody has registered it' })
  registered!: boolean;

  @ApiProperty({ type: String, nullable: true })
  title!: string | null;

  @ApiProperty({ enum: SOURCE_STATUSES })
  status!: SourceStatus;
}

export class AncestorClaim extends LinkedClaim {
  @ApiProperty({ type: CitedSource, nullable: true, description: 'The source that it cites; null where it cites none' })
  source!: CitedSource | null;

  @ApiProperty({ example: MOMENT })
  recorded_at!: string;
}

export class SourceProvenance {
  @ApiProperty({ description: 'The source', example: EXAMPLE_SOURCE })
  hash!: string;

  @ApiProperty({ enum: SOURCE_STATUSES })
  status!: SourceStatus;

  @ApiProperty({ example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: [RestingClaim], description: 'The nearest first' })
  items!: RestingClaim[];

  @ApiProperty(NEXT_CURSOR)
  next_cursor!: string | null;
}

export class AssertionProvenance {
  @ApiProperty({ description: 'The assertion', example: EXAMPLE_HASH })
  assertion!: string;

  @ApiProperty({ example: MOMENT })
  as_of!: string;

  @ApiProperty({ type: [AncestorClaim], description: 'The assertion itself, its parent, and so on' })
  items!: AncestorClaim[];

  @ApiProperty(NEXT_CURSOR)
  next_cursor!: string | null;
}
