import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { ASSERTION_METRICS } from './assertion.metrics';
import { AssertionBatchService } from './assertion-batch.service';
import { AssertionEntity } from './assertion.entity';
import { AssertionRepository } from './assertion.repository';
import { AssertionSignatureEntity } from './assertion-signature.entity';
import { AssertionWriter } from './assertion-writer.service';
import { AssertionsController } from './assertions.controller';
import { AssertionsService } from './assertions.service';
import { QuarantineEntity } from './quarantine.entity';
import { SignatureFailures } from './signature-failures';
import { SignatureVerifier } from './signature-verifier.service';
import { WriteGates } from './write-gate';

@Module({
  imports: [TypeOrmModule.forFeature([AssertionEntity, AssertionSignatureEntity, QuarantineEntity]), AgentsModule],
  controllers: [AssertionsController],
  providers: [
    ...ASSERTION_METRICS,
    AssertionRepository,
    AssertionWriter,
    AssertionsService,
    AssertionBatchService,
    SignatureFailures,
    SignatureVerifier,
    WriteGates,
  ],
  exports: [SignatureFailures, WriteGates],
})
export class AssertionsModule {}
