export {
  claimArbitrary,
  doubleArbitrary,
  hexArbitrary,
  lineArbitrary,
  metadataArbitrary,
  textArbitrary,
} from './claim.arbitrary';
export {
  independentAddress,
  independentCanonical,
  independentProofHash,
  independentRecord,
  independentSignature,
  independentVerify,
  independentZeroBits,
} from './independent-claims';
