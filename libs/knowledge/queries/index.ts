export { addClaimFilters, Conditions, holdAt, STATE_COLUMNS } from './claim-conditions';
export type { ListedClaim } from './claim-list.service';
export { claimOf, type ClaimRow, stateOf, type StateRow } from './claim-row.rules';
export { ListedClaimResponse, ObjectResponse } from './claim.dto';
export { QueriesModule } from './queries.module';
export { QUERY_ERRORS } from './query.errors';
export type { Answer } from './resolution.rules';
export { type Outcome, ResolutionService, type Supposition } from './resolution.service';
export { filterFields, pairFields, subjectPrefix } from './query.schema';
