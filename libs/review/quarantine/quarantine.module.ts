import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { IdempotencyModule } from '@stemedb/access/idempotency';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { ClaimLikenessEntity } from './claim-likeness.entity';
import { GateRepository } from './gate.repository';
import { LikenessFollower } from './likeness.follower';
import { QuarantineController } from './quarantine.controller';
import { QuarantineGate } from './quarantine.gate';
import { QUARANTINE_METRICS } from './quarantine.metrics';
import { QuarantineRepository } from './quarantine.repository';
import { QuarantineService } from './quarantine.service';

@Module({
  imports: [TypeOrmModule.forFeature([ClaimLikenessEntity]), AgentsModule, AssertionsModule, AuditModule, IdempotencyModule, ProjectionsModule],
  controllers: [QuarantineController],
  providers: [...QUARANTINE_METRICS, GateRepository, LikenessFollower, QuarantineGate, QuarantineRepository, QuarantineService],
})
export class QuarantineModule {}
