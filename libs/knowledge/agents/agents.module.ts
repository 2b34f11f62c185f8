import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QuotaStandingsModule } from '@stemedb/access/quotas';
import { AgentEntity } from './agent.entity';
import { AgentRegister } from './agent.register';
import { QuotaStandingService } from './quota-standing.service';
import { TrustEventEntity } from './trust-event.entity';
import { TrustRegister } from './trust.register';

@Module({
  imports: [TypeOrmModule.forFeature([AgentEntity, TrustEventEntity]), QuotaStandingsModule],
  providers: [AgentRegister, QuotaStandingService, TrustRegister],
  exports: [AgentRegister, TrustRegister],
})
export class AgentsModule {}
