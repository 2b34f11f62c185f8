import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { Erasers } from './erasers';
import { RedactionEntity } from './redaction.entity';
import { RedactionRepository } from './redaction.repository';
import { RedactionsController } from './redactions.controller';
import { RedactionsService } from './redactions.service';

@Module({
  imports: [TypeOrmModule.forFeature([RedactionEntity]), AuditModule, ProjectionsModule],
  controllers: [RedactionsController],
  providers: [Erasers, RedactionRepository, RedactionsService],
  exports: [Erasers],
})
export class RedactionsModule {}
