export { resolveEscalationSchema, retryDeliverySchema } from './escalation.dto';
export { ESCALATION_ERRORS } from './escalation.errors';
export { EscalationsModule } from './escalations.module';
