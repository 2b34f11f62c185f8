export { joinDemands, type ProofDemand, readProofDemand } from './proof-demand.rules';
export { MOST_PROOFS, solveProofs } from './proof.solver';
