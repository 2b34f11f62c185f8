import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QuotasModule } from '@stemedb/access/quotas';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { VoteEntity } from './vote.entity';
import { VoteRepository } from './vote.repository';
import { VotesController } from './votes.controller';
import { VOTE_METRICS, VotesService } from './votes.service';

@Module({
  imports: [TypeOrmModule.forFeature([VoteEntity]), AgentsModule, AssertionsModule, QuotasModule],
  controllers: [VotesController],
  providers: [...VOTE_METRICS, VoteRepository, VotesService],
})
export class VotesModule {}
