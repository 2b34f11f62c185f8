import { Module } from '@nestjs/common';
import { AssertionViewController } from './assertion-view.controller';
import { AssertionViewService } from './assertion-view.service';
import { CandidateRepository } from './candidate.repository';
import { ClaimListService } from './claim-list.service';
import { QueriesController } from './queries.controller';
import { QueriesService } from './queries.service';
import { QUERY_METRICS } from './query.metrics';
import { ResolutionService } from './resolution.service';

@Module({
  controllers: [QueriesController, AssertionViewController],
  providers: [
    ...QUERY_METRICS,
    AssertionViewService,
    CandidateRepository,
    ClaimListService,
    QueriesService,
    ResolutionService,
  ],
})
export class QueriesModule {}
