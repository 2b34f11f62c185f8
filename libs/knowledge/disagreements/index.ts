export { DisagreementsModule } from './disagreements.module';
export { STANDING_FOLLOWER } from './standing.follower';
export { FIND_COMMITS } from './standing.statements';
