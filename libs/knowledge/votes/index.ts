export { VOTE_ERRORS } from './vote.errors';
export { VotesModule } from './votes.module';
