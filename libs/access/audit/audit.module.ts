import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditCheckpointEntity } from './audit-checkpoint.entity';
import { AuditController } from './audit.controller';
import { AuditEntity } from './audit.entity';
import { AuditLog } from './audit.log';
import { AuditReplayers } from './audit.replayers';
import { AuditRepository } from './audit.repository';
import { AuditService } from './audit.service';

@Module({
  imports: [TypeOrmModule.forFeature([AuditEntity, AuditCheckpointEntity])],
  controllers: [AuditController],
  providers: [AuditLog, AuditReplayers, AuditRepository, AuditService],
  exports: [AuditLog, AuditReplayers],
})
export class AuditModule {}
