export { answerDigest, answerText, type AuditRow, type ChainHead, digestOf } from './audit-chain.rules';
export { AUDIT_ERRORS } from './audit.errors';
export { type Appended, AuditLog } from './audit.log';
export { AuditModule } from './audit.module';
export { AuditReplayers } from './audit.replayers';
export type { AdminAct, AnswerMark, AuditedQuery, AuditReplayer, Contribution, QueryAudit, Reader } from './audit.types';
export { type ChainFault, type ChainReport, ChainVerifier, verifyChain } from './chain-verifier.rules';
export { type ChainClient, readChain, readChainHead, verifyStoredChain } from './chain.reader';
export { UUID_PATTERN } from './uuid.rules';
