import { z } from 'zod';
import { inOrderOfTime, statementFields } from './claim.schema';
import type { SignedClaim, SignedVote } from './claim.types';
import {
  expected,
  fault,
  hexSchema,
  listSchema,
  numberSchema,
  secondsSchema,
  strictSchema,
} from './field.schema';

/** The last second of the year 9999, so that every signing time has an RFC 3339 form. */
const LAST_TIMESTAMP = 253_402_300_799;
const MAX_SIGNATURES = 32;
const MAX_VECTOR = 1_536;

/** Who signed, what, and when: the fields that every signed body has. */
export const signerFields = {
  agent_id: hexSchema(64).meta({
    description: 'The Ed25519 public key of the agent.',
    example: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  }),
  signature: hexSchema(128).meta({
    description: 'The Ed25519 signature over the message that docs/signing.md gives.',
    example: 'ab'.repeat(64),
  }),
  timestamp: secondsSchema(0, LAST_TIMESTAMP).meta({
    description: 'When the agent signed, in whole Unix seconds.',
    example: 1_735_689_600,
  }),
};

const signaturesSchema = listSchema(strictSchema(signerFields), 1, MAX_SIGNATURES)
  .check(({ value, issues }) => {
    const signers = new Set<string>();
    value.forEach(({ agent_id }, index) => {
      const again = signers.size === signers.add(agent_id).size;
      if (again) {
        issues.push(fault(agent_id, 'expected one signature of each agent', [index, 'agent_id']));
      }
    });
  })
  .meta({ description: 'One signature of each agent who says so.' });

/** The body of a write: a statement, its signatures, and perhaps an embedding. */
export const signedClaimSchema = inOrderOfTime(
  strictSchema({
    ...statementFields,
    vector: listSchema(z.number(expected('a finite number')), 1, MAX_VECTOR)
      .optional()
      .meta({ description: 'An embedding of the statement. No part of the address.' }),
    signatures: signaturesSchema,
  }),
) satisfies z.ZodType<SignedClaim>;

/** The body of a vote. */
export const voteSchema = strictSchema({
  assertion_hash: hexSchema(64).meta({
    description: 'Address of the assertion voted on.',
    example: 'ab'.repeat(32),
  }),
  weight: numberSchema(-1, 1).meta({
    description: 'From -1 (disagrees) to 1 (agrees).',
    example: 0.5,
  }),
  ...signerFields,
}) satisfies z.ZodType<SignedVote>;
