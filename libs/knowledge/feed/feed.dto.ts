import { ApiProperty } from '@nestjs/swagger';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';
import { FEED_KINDS, type FeedKind } from './feed-kind.rules';

const MAX_POSITION_LENGTH = 4_096;
const AFTER_EXPECTED = 'expected the id of an event, or beginning';

/** The word for the place before the first event. */
export const BEGINNING_WORD = 'beginning';

export const feedQuerySchema = z
  .strictObject({
    ...pageFields,
    after: z.string(AFTER_EXPECTED).min(1, AFTER_EXPECTED).max(MAX_POSITION_LENGTH, AFTER_EXPECTED).optional().meta({
      description: 'Oldest first, from behind this event: its id, the position of an earlier answer, or beginning',
      example: BEGINNING_WORD,
    }),
    as_of: asOfField,
  })
  .refine((query) => query.after === undefined || query.cursor === undefined, {
    error: 'expected after or cursor, not both',
    path: ['cursor'],
  });

export type FeedQuery = z.output<typeof feedQuerySchema>;

const EXAMPLE_ID = 'WyJmZWVkIiwiMjAyNi0wMS0wMVQwMDowMDowMC4wMDAwMDBaIiwiOTkiLCIiXQ';
const EXAMPLE_MOMENT = '2026-01-01T00:00:00.000000Z';

/** One thing that was recorded. */
export class FeedEvent {
  @ApiProperty({ description: 'Its place in the feed, for after= and Last-Event-ID; opaque', example: EXAMPLE_ID })
  id!: string;

  @ApiProperty({ enum: FEED_KINDS, description: 'What was recorded', example: 'assertion' })
  kind!: FeedKind;

  @ApiProperty({ description: 'When it was recorded; for what was held back, when it was approved', example: EXAMPLE_MOMENT })
  recorded_at!: string;

  @ApiProperty({ description: 'When what was held back had been written; else null', type: String, nullable: true })
  held_since!: string | null;

  @ApiProperty({ description: 'Address of the record, of the assertion for a signature, or of the source; else null', type: String, nullable: true })
  hash!: string | null;

  @ApiProperty({ description: 'Subject of the assertion that it is about, or the alias; else null', type: String, nullable: true })
  subject!: string | null;

  @ApiProperty({ description: 'Predicate of the assertion that it is about; else null', type: String, nullable: true })
  predicate!: string | null;

  @ApiProperty({
    description: 'The gist, by kind; see docs/how-to/feed.md. Contents are read by address',
    type: 'object',
    additionalProperties: true,
    example: { confidence: 0.9, source_class: 'Clinical' },
  })
  detail!: Readonly<Record<string, unknown>>;
}

export class FeedPage {
  @ApiProperty({ description: 'The moment that the answer stands for', example: EXAMPLE_MOMENT })
  as_of!: string;

  @ApiProperty({ type: [FeedEvent] })
  items!: FeedEvent[];

  @ApiProperty({ description: 'The next page, as cursor=, or as after= where after was given; null at the end', type: String, nullable: true })
  next_cursor!: string | null;

  @ApiProperty({ description: 'Where to go on, with after= or Last-Event-ID, without loss or repetition', example: EXAMPLE_ID })
  position!: string;
}
