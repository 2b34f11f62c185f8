import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { hexSchema, secondsSchema, SOURCE_CLASSES, type SourceClass, strictSchema, textSchema, wordSchema } from '@stemedb/knowledge/claims';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';
import { SOURCE_STATUSES, type SourceStatus } from './source-status.dto';

const EXAMPLE_HASH = 'a27b0c8f1d3e4a5b6c7d8e9f00112233445566778899aabbccddeeff00112233';
const MAX_CONTENT_BYTES = 1_048_576;
const LAST_TIMESTAMP = 253_402_300_799;

const line = (max: number, description: string, example: string) =>
  textSchema({ min: 1, max, line: true }).optional().meta({ description, example });

const content = z
  .string('expected text')
  .refine((text) => text.isWellFormed(), 'expected well-formed Unicode')
  .refine((text) => Buffer.byteLength(text) <= MAX_CONTENT_BYTES, `expected at most ${MAX_CONTENT_BYTES} bytes of UTF-8`)
  .optional()
  .meta({ description: 'The evidence itself, up to 1 MiB of UTF-8, stored as it is', example: 'Label text, section 12.3' });

const PUBLISHED_EXPECTED = 'expected a year, month, date or RFC 3339 time';

const publishedAt = z
  .string('expected a date')
  .regex(/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2}))?)?)?$/, { error: PUBLISHED_EXPECTED, abort: true })
  .refine(isRealTime, PUBLISHED_EXPECTED)
  .optional()
  .meta({ description: 'When it was published: 2017, 2017-12, 2017-12-05 or RFC 3339', example: '2017-12-05' });

/** Date rolls 30 February over into March, so the day has to come back as it was. */
function isRealTime(text: string): boolean {
  const day = new Date(text.slice(0, 10));
  return !Number.isNaN(Date.parse(text)) && day.toISOString().startsWith(text.slice(0, 10));
}

/** A source to register. Signing it is optional: unsigned, it stands on the authority of the API key alone. */
export const registerSourceSchema = strictSchema({
  content,
  hash: hexSchema(64).optional().meta({ description: 'BLAKE3 of the content; computed where the content is given' }),
  title: line(512, 'What it is called', 'Ozempic prescribing information'),
  uri: line(2_048, 'Where it can be read', 'https://www.accessdata.fda.gov/'),
  author: line(512, 'Who wrote it', 'Novo Nordisk'),
  published_at: publishedAt,
  source_class: wordSchema(SOURCE_CLASSES).optional().meta({ description: 'Its kind of evidence', example: 'Regulatory' }),
  media_type: line(128, 'Its media type', 'text/plain'),
  agent_id: hexSchema(64).optional().meta({ description: 'Who registers it, where the registration is signed' }),
  timestamp: secondsSchema(0, LAST_TIMESTAMP).optional().meta({ description: 'When it was signed, Unix seconds' }),
  signature: hexSchema(128).optional().meta({ description: 'Signature over the registration, see docs/signing.md' }),
})
  .refine((source) => source.content !== undefined || source.hash !== undefined, {
    error: 'expected content or hash',
    path: ['content'],
  })
  .refine((source) => new Set([source.agent_id, source.timestamp, source.signature].map((part) => part === undefined)).size === 1, {
    error: 'expected agent_id, timestamp and signature together, or none of them',
    path: ['signature'],
  });

export type RegisterSource = z.output<typeof registerSourceSchema>;

export const sourceHashSchema = z.strictObject({ hash: hexSchema(64) });

export const findSourceSchema = z.strictObject({ as_of: asOfField });
export type FindSourceQuery = z.output<typeof findSourceSchema>;

export const listSourcesSchema = z.strictObject({ as_of: asOfField, ...pageFields });
export type ListSourcesQuery = z.output<typeof listSourcesSchema>;

export const SOURCE_EXAMPLES = {
  label: {
    summary: 'A source with its content',
    value: {
      content: 'Semaglutide has an elimination half-life of approximately 1 week.',
      title: 'Ozempic prescribing information, section 12.3',
      author: 'Novo Nordisk',
      source_class: 'Regulatory',
      media_type: 'text/plain',
    },
  },
};

export class RegisterSourceResponse {
  @ApiProperty({ description: 'BLAKE3 of the content', example: EXAMPLE_HASH })
  hash!: string;

  @ApiProperty({ enum: ['created', 'duplicate'], description: 'created (201) or duplicate (200)', example: 'created' })
  status!: 'created' | 'duplicate';

  @ApiProperty({ example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}

/** Why and when a source was erased. */
export class SourceRedaction {
  @ApiProperty({ example: 'Erasure request 2026-17, GDPR article 17' })
  reason!: string;

  @ApiProperty({ description: 'Since when it is gone, for every as_of', example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;
}

/** What is known of a source, without its content. */
export class SourceSummary {
  @ApiProperty({ example: EXAMPLE_HASH })
  hash!: string;

  @ApiPropertyOptional({ type: String, nullable: true })
  title!: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  uri!: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  author!: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: '2017-12-05' })
  published_at!: string | null;

  @ApiPropertyOptional({ enum: SOURCE_CLASSES, nullable: true })
  source_class!: SourceClass | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'text/plain' })
  media_type!: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Who signed the registration' })
  agent_id!: string | null;

  @ApiProperty({ description: 'Bytes of the stored content; null where only the hash is known', type: Number, nullable: true })
  content_bytes!: number | null;

  @ApiProperty({ enum: SOURCE_STATUSES, description: 'What its evidence is worth; claims that rest on a retracted one are invalidated' })
  status!: SourceStatus;

  @ApiProperty({ example: '2026-01-01T00:00:00.000000Z' })
  recorded_at!: string;

  @ApiPropertyOptional({ description: 'Present where an admin erased its content, title, uri and author' })
  redacted?: boolean;

  @ApiPropertyOptional({ type: SourceRedaction })
  redaction?: SourceRedaction;
}

export class SourceView extends SourceSummary {
  @ApiProperty({ type: String, nullable: true, description: 'The evidence itself, where it was given' })
  content!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it has its status; null where nobody said anything of it' })
  status_reason!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Since when it has its status; null where nobody said anything of it' })
  status_recorded_at!: string | null;

  @ApiProperty({
    description: 'The moment asked about; else the last change, so that the answer stays the same bytes as long as nothing changes',
    example: '2026-01-01T00:00:00.000000Z',
  })
  as_of!: string;
}

export class SourceList {
  @ApiProperty({ description: 'The moment that every page of the list stands for', example: '2026-01-01T00:00:00.000000Z' })
  as_of!: string;

  @ApiProperty({ type: [SourceSummary] })
  items!: SourceSummary[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null at the end' })
  next_cursor!: string | null;
}
