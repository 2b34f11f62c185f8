export { decideSchema } from './quarantine.dto';
export { QUARANTINE_ERRORS } from './quarantine.errors';
export { QuarantineModule } from './quarantine.module';
