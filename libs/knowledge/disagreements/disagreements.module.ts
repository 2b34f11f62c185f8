import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { QueriesModule } from '@stemedb/knowledge/queries';
import { DisagreementsController } from './disagreements.controller';
import { DisagreementsService } from './disagreements.service';
import { PairResolver } from './pair.resolver';
import { PairStandingEntity } from './pair-standing.entity';
import { StandingFollower } from './standing.follower';
import { StandingRepository } from './standing.repository';

@Module({
  imports: [TypeOrmModule.forFeature([PairStandingEntity]), ProjectionsModule, QueriesModule],
  controllers: [DisagreementsController],
  providers: [DisagreementsService, PairResolver, StandingFollower, StandingRepository],
})
export class DisagreementsModule {}
