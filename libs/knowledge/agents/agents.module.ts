import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgentEntity } from './agent.entity';
import { AgentRegister } from './agent.register';
import { AgentRepository } from './agent.repository';
import { AgentsController } from './agents.controller';
import { AgentsService } from './agents.service';

@Module({
  imports: [TypeOrmModule.forFeature([AgentEntity])],
  controllers: [AgentsController],
  providers: [AgentRegister, AgentRepository, AgentsService],
  exports: [AgentRegister],
})
export class AgentsModule {}
