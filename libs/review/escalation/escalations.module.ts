import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { DisagreementsModule } from '@stemedb/knowledge/disagreements';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { DeliveryRepository } from './delivery.repository';
import { EscalationCourier } from './escalation.courier';
import { EscalationDecisionEntity } from './escalation-decision.entity';
import { EscalationDeliveryEntity } from './escalation-delivery.entity';
import { EscalationEntity } from './escalation.entity';
import { EscalationFollower } from './escalation.follower';
import { ESCALATION_METRICS } from './escalation.metrics';
import { EscalationRepository } from './escalation.repository';
import { EscalationsController } from './escalations.controller';
import { EscalationsService } from './escalations.service';
import { EscalationTallyEntity } from './escalation-tally.entity';
import { SignalRepository } from './signal.repository';

const ENTITIES = [EscalationEntity, EscalationDecisionEntity, EscalationDeliveryEntity, EscalationTallyEntity];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), AuditModule, DisagreementsModule, ProjectionsModule],
  controllers: [EscalationsController],
  providers: [
    ...ESCALATION_METRICS,
    DeliveryRepository,
    EscalationCourier,
    EscalationFollower,
    EscalationRepository,
    EscalationsService,
    SignalRepository,
  ],
})
export class EscalationsModule {}
