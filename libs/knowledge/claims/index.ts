export { claimAddress, contentHash, recordAddress, voteAddress } from './address.rules';
export type { RecordKind } from './address.rules';
export { canonicalClaim, canonicalJson, canonicalObject, canonicalRecord } from './canonical.rules';
export { claimSchema, statementFields } from './claim.schema';
export * from './claim.types';
export {
  expected,
  finiteNumberSchema,
  hexSchema,
  listSchema,
  metadataSchema,
  numberSchema,
  openApiSchema,
  secondsSchema,
  strictSchema,
  textSchema,
  wordSchema,
} from './field.schema';
export { UnstorableJson } from './json.rules';
export { generateKeyPair } from './key-pair.generator';
export { prepareClaim, verifySignatures } from './prepare.rules';
export type { PreparedClaim, SignatureFault } from './prepare.rules';
export { signedClaimSchema, signerFields, voteSchema } from './signed-claim.schema';
export {
  assertionMessage,
  explainSignatureFailure,
  keyPairFromSeed,
  recordMessage,
  sign,
  verify,
  verifyBytes,
  voteMessage,
} from './signature.rules';
export type { KeyPair, SignatureFailure } from './signature.rules';
export { characterCount, textFault, toNfc, unstorableText } from './text.rules';
export type { TextRule } from './text.rules';
export { findProof, MAX_NONCE, type Proof, PROOF_WINDOW_SECONDS, proofBits, proofHash, proofMessage } from './proof-of-work.rules';
