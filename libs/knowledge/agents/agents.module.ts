import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgentEntity } from './agent.entity';
import { AgentRegister } from './agent.register';
import { AgentRepository } from './agent.repository';
import { AgentsController } from './agents.controller';
import { AgentsService } from './agents.service';
import { TrustEventEntity } from './trust-event.entity';
import { TrustRegister } from './trust.register';

@Module({
  imports: [TypeOrmModule.forFeature([AgentEntity, TrustEventEntity])],
  controllers: [AgentsController],
  providers: [AgentRegister, AgentRepository, AgentsService, TrustRegister],
  exports: [AgentRegister, TrustRegister],
})
export class AgentsModule {}
