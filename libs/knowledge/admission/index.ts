export { ADMISSION_ERRORS } from './admission.errors';
export { AdmissionModule } from './admission.module';
export type { Offer, Pass } from './admission.rules';
export { Admission } from './admission.service';
export type { AdmissionTicket } from './admission.session';
export { OfferedProofs } from './offer.decorator';
