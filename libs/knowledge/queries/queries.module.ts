import { Module } from '@nestjs/common';
import { AuditModule } from '@stemedb/access/audit';
import { AssertionViewController } from './assertion-view.controller';
import { AssertionViewService } from './assertion-view.service';
import { CandidateRepository } from './candidate.repository';
import { ClaimListService } from './claim-list.service';
import { QueriesController } from './queries.controller';
import { QueriesService } from './queries.service';
import { QueryAnswers } from './query-answers.service';
import { QUERY_METRICS } from './query.metrics';
import { QueryReplayer } from './query.replayer';
import { ResolutionService } from './resolution.service';

@Module({
  imports: [AuditModule],
  controllers: [QueriesController, AssertionViewController],
  providers: [
    ...QUERY_METRICS,
    AssertionViewService,
    CandidateRepository,
    ClaimListService,
    QueriesService,
    QueryAnswers,
    QueryReplayer,
    ResolutionService,
  ],
  exports: [ResolutionService],
})
export class QueriesModule {}
