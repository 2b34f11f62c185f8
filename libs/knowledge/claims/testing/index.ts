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
  independentRecord,
  independentSignature,
  independentVerify,
} from './independent-claims';
