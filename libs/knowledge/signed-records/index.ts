export { type RecordVerdict, WRITE } from './record-verdict.types';
export { type RecordWrite, RecordWriter } from './record-writer.service';
export { RecordProver } from './record-prover.service';
export { RecordResponse } from './signed-record.dto';
export { SIGNED_RECORD_ERRORS } from './signed-record.errors';
export { refuseUnsigned } from './signed-record.rules';
export { type MaybeSigned, optionalSignerFields, reasonSchema, signedWhole } from './signed-record.schema';
export { SignedRecordsModule } from './signed-records.module';
