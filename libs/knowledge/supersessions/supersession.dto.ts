import { EXAMPLE_HASH } from '@stemedb/knowledge/assertions';
import { hexSchema, strictSchema, wordSchema } from '@stemedb/knowledge/claims';
import type { SupersessionType } from '@stemedb/knowledge/lenses';
import { optionalSignerFields, reasonSchema, signedWhole } from '@stemedb/knowledge/signed-records';
import type { z } from 'zod';
import { SUPERSEDE_EXAMPLE } from './supersession.examples';

/** Why something no longer stands as it stood: wrong, outdated, made more exact, withdrawn. */
export const SUPERSESSION_TYPES = ['Invalidate', 'Temporal', 'Refinement', 'Retraction'] as const satisfies readonly SupersessionType[];

/** Types that replace a claim by another, which therefore has to be named. */
const NEEDS_SUCCESSOR: readonly SupersessionType[] = ['Temporal', 'Refinement'];

const fields = strictSchema({
  target_hash: hexSchema(64).meta({ description: 'The assertion that is superseded', example: EXAMPLE_HASH }),
  superseding_hash: hexSchema(64).optional().meta({
    description: 'What stands in its place: needed for Temporal and Refinement, possible for Invalidate, none for Retraction',
  }),
  type: wordSchema(SUPERSESSION_TYPES).meta({
    description: 'Invalidate: it was wrong. Temporal: something newer is true. Refinement: something more exact is. Retraction: it is withdrawn',
  }),
  reason: reasonSchema().meta({ description: 'The why, for people', example: 'Read from the wrong table' }),
  ...optionalSignerFields,
});

/** One assertion replaces another, or nothing does. Only an admin key may leave the signature out. */
export const supersedeSchema = signedWhole(fields)
  .refine(({ type, superseding_hash }) => !NEEDS_SUCCESSOR.includes(type) || superseding_hash !== undefined, {
    error: 'missing, expected the address of the assertion that stands in its place',
    path: ['superseding_hash'],
  })
  .refine(({ type, superseding_hash }) => type !== 'Retraction' || superseding_hash === undefined, {
    error: 'expected nothing in the place of what is retracted',
    path: ['superseding_hash'],
  });

export type Supersede = z.output<typeof supersedeSchema>;

export const SUPERSEDE_EXAMPLES = { refine: { summary: 'The label is more exact than the forum', value: SUPERSEDE_EXAMPLE } };
