export { createEpochSchema } from './epoch.dto';
export { EPOCH_ERRORS } from './epoch.errors';
export { SUPERSEDED_EPOCHS } from './epoch.statements';
export { EpochsModule } from './epochs.module';
