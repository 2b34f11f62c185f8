export { type Eraser, Erasers } from './erasers';
export { redactSchema } from './redaction.dto';
export { REDACTION_ERRORS } from './redaction.errors';
export { RedactionsModule } from './redactions.module';
