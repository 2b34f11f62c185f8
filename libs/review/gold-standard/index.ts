export { createGoldStandardSchema, verifySchema } from './gold-standard.dto';
export { GOLD_STANDARD_ERRORS } from './gold-standard.errors';
export { GoldStandardsModule } from './gold-standards.module';
