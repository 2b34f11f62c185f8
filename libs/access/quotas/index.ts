export { QUOTA_ERRORS } from './quota.errors';
export { QuotaStandingView, setQuotaSchema } from './quota.dto';
export { CostsQuery, QuotaGuard } from './quota.guard';
export type { QuotaStanding } from './quota.rules';
export { type Multipliers, QuotaStandings } from './quota.standings';
export { QuotaStandingsModule } from './quota-standings.module';
export { QuotasModule } from './quotas.module';
export { Quotas } from './quotas.service';
export { Meter, meterOf, RequestMeter } from './request-meter';
