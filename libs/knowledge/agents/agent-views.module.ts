import { Module } from '@nestjs/common';
import { CircuitBreakerModule } from '@stemedb/access/circuit-breaker';
import { QuotasModule } from '@stemedb/access/quotas';
import { AgentRepository } from './agent.repository';
import { AgentsController } from './agents.controller';
import { AgentsService } from './agents.service';

/** What there is to be read about agents; apart from `AgentsModule`, on which everything that writes rests. */
@Module({
  imports: [QuotasModule, CircuitBreakerModule],
  controllers: [AgentsController],
  providers: [AgentRepository, AgentsService],
})
export class AgentViewsModule {}
