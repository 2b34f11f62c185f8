export { keysOf, SIGNED_AT, signClaim, signVote } from './signed.builder';
