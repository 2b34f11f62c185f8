import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { IdempotencyModule } from '@stemedb/access/idempotency';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { SourceStatusEntity } from './source-status.entity';
import { SourceStatusRepository } from './source-status.repository';
import { SourceStatusService } from './source-status.service';
import { SourceEntity } from './source.entity';
import { SourceRepository } from './source.repository';
import { SourcesController } from './sources.controller';
import { SourcesService } from './sources.service';

@Module({
  imports: [TypeOrmModule.forFeature([SourceEntity, SourceStatusEntity]), AuditModule, IdempotencyModule, AgentsModule, AssertionsModule],
  controllers: [SourcesController],
  providers: [SourceRepository, SourcesService, SourceStatusRepository, SourceStatusService],
})
export class SourcesModule {}
