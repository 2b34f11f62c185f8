import { Module } from '@nestjs/common';
import { AuditModule } from '@stemedb/access/audit';
import { TrustDecayController } from './trust-decay.controller';
import { TrustDecayRepository } from './trust-decay.repository';
import { TrustDecaySchedule } from './trust-decay.schedule';
import { TrustDecayService } from './trust-decay.service';

@Module({
  imports: [AuditModule],
  controllers: [TrustDecayController],
  providers: [TrustDecayRepository, TrustDecaySchedule, TrustDecayService],
})
export class TrustDecayModule {}
