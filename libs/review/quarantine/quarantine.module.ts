import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { IdempotencyModule } from '@stemedb/access/idempotency';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { RedactionsModule } from '@stemedb/knowledge/redactions';
import { ClaimLikenessEntity } from './claim-likeness.entity';
import { GateRepository } from './gate.repository';
import { LikenessFollower } from './likeness.follower';
import { QuarantineController } from './quarantine.controller';
import { QuarantineGate } from './quarantine.gate';
import { QUARANTINE_METRICS } from './quarantine.metrics';
import { QuarantineRepository } from './quarantine.repository';
import { QuarantineService } from './quarantine.service';
import { RecentClaims } from './recent-claims';

@Module({
  imports: [
    TypeOrmModule.forFeature([ClaimLikenessEntity]),
    AgentsModule,
    AssertionsModule,
    AuditModule,
    IdempotencyModule,
    ProjectionsModule,
    RedactionsModule,
  ],
  controllers: [QuarantineController],
  providers: [
    ...QUARANTINE_METRICS,
    GateRepository,
    LikenessFollower,
    QuarantineGate,
    QuarantineRepository,
    QuarantineService,
    { provide: RecentClaims, useFactory: () => new RecentClaims() },
  ],
})
export class QuarantineModule {}
