import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QuotasModule } from '@stemedb/access/quotas';
import { AdmissionModule } from '@stemedb/knowledge/admission';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { ASSERTION_METRICS } from './assertion.metrics';
import { AssertionBatchService } from './assertion-batch.service';
import { AssertionEntity } from './assertion.entity';
import { AssertionRepository } from './assertion.repository';
import { AssertionSignatureEntity } from './assertion-signature.entity';
import { AssertionWriter } from './assertion-writer.service';
import { AssertionsController } from './assertions.controller';
import { AssertionsService } from './assertions.service';
import { ProofGate } from './proof.gate';
import { QuarantineEntity } from './quarantine.entity';
import { SignatureFailures } from './signature-failures';
import { SignatureVerifier } from './signature-verifier.service';
import { WriteGates } from './write-gate';

@Module({
  imports: [TypeOrmModule.forFeature([AssertionEntity, AssertionSignatureEntity, QuarantineEntity]), AdmissionModule, AgentsModule, QuotasModule],
  controllers: [AssertionsController],
  providers: [
    ...ASSERTION_METRICS,
    AssertionRepository,
    AssertionWriter,
    AssertionsService,
    AssertionBatchService,
    ProofGate,
    SignatureFailures,
    SignatureVerifier,
    WriteGates,
  ],
  exports: [SignatureFailures, WriteGates],
})
export class AssertionsModule {}
