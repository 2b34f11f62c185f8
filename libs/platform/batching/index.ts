export { BatchingModule } from './batching.module';
export { type CommitQueue, CommitQueues, type CommitWork } from './commit-queues';
export { GroupCommit, type GroupCommitOptions } from './group-commit';
