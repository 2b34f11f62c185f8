export { type Counts, type End, type Manifest } from './archive-line.rules';
export { ArchiveError, type ArchiveErrorCode } from './archive.errors';
export { type Exported, exportArchive, type ExportOrder } from './archive.exporter';
export { importArchive, type Imported } from './archive.importer';
export { type OnProgress } from './archive.reader';
export { type OnFault, type Verification, verifyArchive, verifyStore } from './archive.verifier';
export { type RecordFault } from './record-verifier.rules';
