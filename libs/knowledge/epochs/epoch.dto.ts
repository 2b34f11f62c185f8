import { secondsSchema, strictSchema, textSchema, wordSchema } from '@stemedb/knowledge/claims';
import { optionalSignerFields, signedWhole } from '@stemedb/knowledge/signed-records';
import { SUPERSESSION_TYPES } from '@stemedb/knowledge/supersessions';
import { pageFields } from '@stemedb/platform/http';
import { asOfField } from '@stemedb/platform/time';
import { z } from 'zod';

/** The widest range that a date holds in ECMAScript, in seconds. */
const WIDEST_SECONDS = 8_640_000_000_000;

const idSchema = () => textSchema({ min: 1, max: 128, line: true });

const fields = strictSchema({
  id: idSchema().meta({ description: 'What claims call it by', example: 'label-2023' }),
  name: textSchema({ min: 1, max: 256, line: true }).meta({ description: 'What people call it', example: 'The label of 2023' }),
  description: textSchema({ min: 1, max: 10_000, line: false }).optional().meta({ description: 'What sets it apart' }),
  supersedes: idSchema().optional().meta({ description: 'The epoch that it replaces; given together with supersession_type' }),
  supersession_type: wordSchema(SUPERSESSION_TYPES).optional().meta({
    description: 'How it replaces the other one. Claims of a refined epoch go on to count, those of any other do not',
  }),
  starts_at: secondsSchema(-WIDEST_SECONDS, WIDEST_SECONDS).meta({ description: 'When it begins, Unix seconds', example: 1_672_531_200 }),
  ends_at: secondsSchema(-WIDEST_SECONDS, WIDEST_SECONDS).optional().meta({ description: 'When it has ended, Unix seconds' }),
  ...optionalSignerFields,
});

/** An epoch to be made. Signing it is optional: unsigned, it stands on the authority of the API key alone. */
export const createEpochSchema = signedWhole(fields)
  .refine(({ supersedes, supersession_type }) => (supersedes === undefined) === (supersession_type === undefined), {
    error: 'expected supersedes and supersession_type together, or neither',
    path: ['supersession_type'],
  })
  .refine(({ starts_at, ends_at }) => ends_at === undefined || starts_at < ends_at, {
    error: 'expected a time later than starts_at',
    path: ['ends_at'],
  });

export type CreateEpoch = z.output<typeof createEpochSchema>;

export const epochIdSchema = z.strictObject({ id: idSchema() });

export const epochQuerySchema = z.strictObject({ as_of: asOfField });
export type EpochQuery = z.output<typeof epochQuerySchema>;

export const listEpochsSchema = z.strictObject({ ...pageFields, as_of: asOfField });
export type ListEpochsQuery = z.output<typeof listEpochsSchema>;

export const EPOCH_EXAMPLES = {
  first: { summary: 'A paradigm', value: { id: 'label-2017', name: 'The label of 2017', starts_at: 1_512_432_000 } },
  second: {
    summary: 'One that replaces it',
    value: { id: 'label-2023', name: 'The label of 2023', supersedes: 'label-2017', supersession_type: 'Temporal', starts_at: 1_672_531_200 },
  },
};
