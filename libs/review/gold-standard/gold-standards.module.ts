import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { QueriesModule } from '@stemedb/knowledge/queries';
import { GoldOutcomeEntity } from './gold-outcome.entity';
import { GoldStandardEntity } from './gold-standard.entity';
import { GoldStandardRepository } from './gold-standard.repository';
import { GoldStandardsController } from './gold-standards.controller';
import { GoldStandardsService } from './gold-standards.service';
import { VerificationRepository } from './verification.repository';
import { VerificationService } from './verification.service';

@Module({
  imports: [TypeOrmModule.forFeature([GoldStandardEntity, GoldOutcomeEntity]), AuditModule, AgentsModule, QueriesModule],
  controllers: [GoldStandardsController],
  providers: [GoldStandardRepository, GoldStandardsService, VerificationRepository, VerificationService],
})
export class GoldStandardsModule {}
