export { signRecord } from './signed-record.builder';
