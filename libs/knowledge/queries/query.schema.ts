import { hexSchema, LIFECYCLES, SOURCE_CLASSES, textSchema, wordSchema } from '@stemedb/knowledge/claims';
import { LENS_NAMES } from '@stemedb/knowledge/lenses';
import { pageFields, wholeNumberParameter } from '@stemedb/platform/http';
import { z } from 'zod';
import { asOfField, MOMENT_EXPECTED, momentSchema } from '@stemedb/platform/time';

/** Parameters of the reading endpoints. Query strings carry text only, so each field says how its text is read. */

const LINE = { min: 1, line: true } as const;
const MAX_HAMMING_DISTANCE = 64;
const DEFAULT_VISUAL_THRESHOLD = 8;

const subject = textSchema({ ...LINE, max: 512 });
const predicate = textSchema({ ...LINE, max: 256 });

const decimal = (minimum: number, maximum: number) => {
  const message = `expected a number from ${minimum} to ${maximum}`;
  return z
    .string(message)
    .regex(/^\d{1,12}(\.\d{1,18})?(e-?\d{1,2})?$/i, message)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, message);
};

const yesNo = (fallback: boolean, description: string) =>
  z
    .enum(['true', 'false'], 'expected true or false')
    .transform((text) => text === 'true')
    .default(fallback)
    .meta({ type: 'boolean', enum: [true, false], default: fallback, description });

/** One value or several, in both array forms. */
const sourceClasses = z
  .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(wordSchema(SOURCE_CLASSES)).max(SOURCE_CLASSES.length))
  .optional();

/** What narrows down the claims, the same for a list and for a lens. */
export const filterFields = {
  as_of: asOfField,
  valid_at: z.union([z.literal('any'), momentSchema], MOMENT_EXPECTED).optional().meta({
    type: 'string',
    description: 'Only claims valid then; default as_of, else now; any turns the filter off',
  }),
  epoch: textSchema({ ...LINE, max: 128 }).optional().meta({ description: 'Only claims of this epoch' }),
  lifecycle: wordSchema(LIFECYCLES).optional().meta({
    description: 'Only claims in this state; without it lenses leave out Deprecated and Rejected ones',
  }),
  source_class: sourceClasses.meta({
    type: 'array',
    items: { type: 'string', enum: [...SOURCE_CLASSES] },
    description: 'Only these kinds of evidence; repeat it for several, with or without []',
  }),
  min_confidence: decimal(0, 1).optional().meta({ type: 'number', description: 'Only claims at least this sure' }),
  agent_id: hexSchema(64).optional().meta({ description: 'Only claims that this agent signed' }),
  include_superseded: yesNo(false, 'Keep superseded claims in'),
  resolve_aliases: yesNo(true, 'Follow aliases of the subject, and take its canonical spelling as well'),
  visual_near: hexSchema(16).optional().meta({ description: 'Only claims whose picture looks like this hash' }),
  visual_threshold: wholeNumberParameter(0, MAX_HAMMING_DISTANCE)
    .default(DEFAULT_VISUAL_THRESHOLD)
    .meta({ type: 'integer', default: DEFAULT_VISUAL_THRESHOLD, description: 'Most bits in which the pictures may differ' }),
};

/** How a lens weighs. */
const lensFields = {
  decay: z
    .enum(['on', 'off'], 'expected on or off')
    .default('on')
    .meta({ description: 'off weighs old claims like new ones' }),
  tolerance: decimal(0, 1).optional().meta({
    type: 'number',
    description: 'Relative distance within which two Numbers are equal; default 1e-9',
  }),
};

export const pairFields = {
  subject: subject.meta({ description: 'What the claims are about', example: 'demo://semaglutide/half_life' }),
  predicate: predicate.meta({ description: 'Which property', example: 'days' }),
};

const { limit: _listLimit, ...cursorField } = pageFields;
const MAX_LIMIT = 1_000;
const limitFields = {
  limit: wholeNumberParameter(1, MAX_LIMIT).optional().meta({
    type: 'integer',
    minimum: 1,
    maximum: MAX_LIMIT,
    description: 'Most items of one page (default 50); with a lens, most candidates listed (default all)',
  }),
  ...cursorField,
};

const innerLens = wordSchema(['recency', 'confidence', 'consensus', 'vote_consensus', 'authority', 'skeptic', 'layered'] as const)
  .optional()
  .meta({ description: 'What the epoch lens hands on to; default recency' });

export const subjectPrefix = textSchema({ ...LINE, max: 512 })
  .optional()
  .meta({ description: 'Instead of a subject: every subject that begins so, code://rust/app/ for a subtree' });

export const querySchema = z
  .strictObject({
    subject: pairFields.subject.optional(),
    subject_prefix: subjectPrefix,
    predicate: pairFields.predicate.optional(),
    lens: wordSchema(LENS_NAMES).optional().meta({ description: 'Resolve the claims through this lens; without it they are listed' }),
    inner_lens: innerLens,
    ...filterFields,
    ...lensFields,
    ...limitFields,
  })
  .check(({ value, issues }) => {
    const need = (path: string, message: string) => issues.push({ code: 'custom', path: [path], message, input: value });
    if (value.subject !== undefined && value.subject_prefix !== undefined) need('subject_prefix', 'expected subject or subject_prefix, not both');
    if (value.lens === undefined) return;
    if (value.subject === undefined) need('subject', 'a lens needs the subject');
    if (value.predicate === undefined && value.lens !== 'constraints') need('predicate', 'a lens needs the predicate');
    if (value.cursor !== undefined) need('cursor', 'a lens answers as a whole, without pages');
  });

export const pairSchema = z.strictObject({ ...pairFields, ...filterFields, ...lensFields, limit: limitFields.limit });

export const constraintsSchema = z.strictObject({
  subject: pairFields.subject,
  ...filterFields,
  ...lensFields,
  limit: limitFields.limit,
});

export const assertionHashSchema = z.strictObject({ hash: hexSchema(64) });

export const assertionQuerySchema = z.strictObject({ as_of: asOfField });

export type AssertionQuery = z.output<typeof assertionQuerySchema>;
export type QueryParameters = z.output<typeof querySchema>;
export type PairParameters = z.output<typeof pairSchema>;
export type ConstraintsParameters = z.output<typeof constraintsSchema>;
export type FilterParameters = Pick<QueryParameters, keyof typeof filterFields>;
export type LensParameters = FilterParameters & Pick<QueryParameters, keyof typeof lensFields>;
