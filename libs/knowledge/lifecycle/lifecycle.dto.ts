import { EXAMPLE_HASH } from '@stemedb/knowledge/assertions';
import { hexSchema, LIFECYCLES, strictSchema, wordSchema } from '@stemedb/knowledge/claims';
import { optionalSignerFields, reasonSchema, signedWhole } from '@stemedb/knowledge/signed-records';
import { z } from 'zod';

/** A step of a claim's lifecycle. Only an admin key may leave the signature out. */
export const transitionSchema = signedWhole(
  strictSchema({
    to: wordSchema(LIFECYCLES).meta({ description: 'The state that the claim is to have from now on', example: 'UnderReview' }),
    reason: reasonSchema().meta({ description: 'The why, for people', example: 'Two labels agree' }),
    ...optionalSignerFields,
  }),
).meta({ example: { to: 'UnderReview', reason: 'Two labels agree' } });

export type Transition = z.output<typeof transitionSchema>;

/** What is signed: the body without its signature, and which claim it is about. */
export type TransitionRecord = Transition & { readonly target_hash: string };

export const targetSchema = z.strictObject({
  hash: hexSchema(64).meta({ description: 'Address of the assertion', example: EXAMPLE_HASH }),
});
