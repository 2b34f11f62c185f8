import { Global, Module } from '@nestjs/common';
import { COMMIT_METRICS } from './commit-metrics';
import { CommitQueues } from './commit-queues';

@Global()
@Module({ providers: [...COMMIT_METRICS, CommitQueues], exports: [CommitQueues] })
export class BatchingModule {}
