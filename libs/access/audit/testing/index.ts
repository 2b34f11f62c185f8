export { newAudit } from './new-audit';
