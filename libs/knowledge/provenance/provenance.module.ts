import { Module } from '@nestjs/common';
import { AuditModule } from '@stemedb/access/audit';
import { QueriesModule } from '@stemedb/knowledge/queries';
import { AuditedTraceService } from './audited-trace.service';
import { ImpactService } from './impact.service';
import { ProvenanceController } from './provenance.controller';
import { ProvenanceRepository } from './provenance.repository';
import { ProvenanceService } from './provenance.service';
import { TraceService } from './trace.service';

@Module({
  imports: [AuditModule, QueriesModule],
  controllers: [ProvenanceController],
  providers: [AuditedTraceService, ImpactService, ProvenanceRepository, ProvenanceService, TraceService],
})
export class ProvenanceModule {}
