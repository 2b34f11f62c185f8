export { DisagreementsModule } from './disagreements.module';
