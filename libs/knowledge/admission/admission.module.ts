import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { QuotasModule } from '@stemedb/access/quotas';
import { AdmissionController } from './admission.controller';
import { AdmissionRepository } from './admission.repository';
import { Admission } from './admission.service';
import { UsedProofEntity } from './used-proof.entity';

@Module({
  imports: [TypeOrmModule.forFeature([UsedProofEntity]), QuotasModule],
  controllers: [AdmissionController],
  providers: [Admission, AdmissionRepository],
  exports: [Admission],
})
export class AdmissionModule {}
