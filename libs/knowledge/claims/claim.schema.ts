import { z } from 'zod';
import { LIFECYCLES, SOURCE_CLASSES, ZERO_HASH, type Claim } from './claim.types';
import {
  expected,
  finiteNumberSchema,
  hexSchema,
  metadataSchema,
  numberSchema,
  secondsSchema,
  strictSchema,
  textSchema,
  wordSchema,
} from './field.schema';

/** The widest range that a date holds in ECMAScript, in seconds. */
const WIDEST_SECONDS = 8_640_000_000_000;

const SUBJECT = { min: 1, max: 512, line: true } as const;
const PREDICATE = { min: 1, max: 256, line: true } as const;
const EPOCH = { min: 1, max: 128, line: true } as const;
const TEXT_OBJECT = { min: 0, max: 8_192, line: false } as const;
const NARRATIVE = { min: 0, max: 10_000, line: false } as const;

const objectSchema = z
  .discriminatedUnion(
    'type',
    [
      strictSchema({ type: z.literal('Text'), value: textSchema(TEXT_OBJECT) }),
      strictSchema({ type: z.literal('Number'), value: finiteNumberSchema() }),
      strictSchema({ type: z.literal('Boolean'), value: z.boolean(expected('true or false')) }),
      strictSchema({ type: z.literal('Reference'), value: textSchema(SUBJECT) }),
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union'
          ? 'expected Text, Number, Boolean or Reference'
          : expected('an object with type and value').error(issue),
    },
  )
  .meta({
    description:
      'What is said of the subject. A Reference names a subject or the address of an assertion.',
    example: { type: 'Number', value: 0.27 },
  });

/** The fields of a statement: what is hashed, in the order in which people read it. */
export const statementFields = {
  subject: textSchema(SUBJECT).meta({
    description: 'What the claim is about, in Unicode NFC and without control characters.',
    example: 'drug://semaglutide/safety/pancreatitis',
  }),
  predicate: textSchema(PREDICATE).meta({
    description: 'Which property of the subject is claimed.',
    example: 'incidence_percent',
  }),
  object: objectSchema,
  confidence: numberSchema(0, 1).meta({ description: 'How sure the writer is.', example: 0.9 }),
  source_hash: hexSchema(64).default(ZERO_HASH).meta({
    description: 'BLAKE3 of the evidence; 64 zeros, the default, where there is no source.',
    example: ZERO_HASH,
  }),
  source_class: wordSchema(SOURCE_CLASSES).optional().meta({
    description:
      'Kind of evidence. Part of the address where it is given; otherwise it is inferred from ' +
      'the scheme of the subject and is no part of it.',
    example: 'Clinical',
  }),
  source_metadata: metadataSchema().optional().meta({
    description:
      'Where the evidence came from: at most 16 levels and 16 KiB in canonical form.',
    example: { title: 'Report of a trial', year: 2021 },
  }),
  valid_from: secondsSchema(-WIDEST_SECONDS, WIDEST_SECONDS).optional().meta({
    description: 'First second at which the statement holds.',
    example: 1_612_137_600,
  }),
  valid_to: secondsSchema(-WIDEST_SECONDS, WIDEST_SECONDS).optional().meta({
    description: 'First second at which it no longer holds; later than valid_from.',
    example: 1_893_456_000,
  }),
  epoch: textSchema(EPOCH).optional().meta({
    description: 'The epoch that the claim belongs to.',
    example: 'label-2023',
  }),
  parent_hash: hexSchema(64).optional().meta({
    description: 'Address of the assertion that this one derives from or revises.',
    example: 'ab'.repeat(32),
  }),
  lifecycle: wordSchema(LIFECYCLES).default('Proposed').meta({
    description: 'The state in which the claim starts. Proposed is no part of the address.',
    example: 'Proposed',
  }),
  narrative: textSchema(NARRATIVE).optional().meta({
    description: 'The why, in words.',
    example: 'Pooled over the trials that led to the first approval.',
  }),
  visual_hash: hexSchema(16).optional().meta({
    description: 'Perceptual hash of a picture.',
    example: 'c3d4e5f60718293a',
  }),
};

/** An unsigned statement. Its output is in NFC and has source_hash and lifecycle filled in. */
export const claimSchema = inOrderOfTime(strictSchema(statementFields)) satisfies z.ZodType<Claim>;

/** Refuses a claim that ends before it begins, whatever else is wrong with it. */
export function inOrderOfTime<T extends z.ZodType>(schema: T): T {
  return schema.refine((claim) => !endsBeforeItBegins(claim), {
    error: 'expected a time later than valid_from',
    path: ['valid_to'],
    when: ({ value }) => typeof value === 'object' && value !== null,
  });
}

function endsBeforeItBegins(claim: unknown): boolean {
  const { valid_from, valid_to } = claim as { valid_from?: unknown; valid_to?: unknown };
  return typeof valid_from === 'number' && typeof valid_to === 'number' && valid_to <= valid_from;
}
