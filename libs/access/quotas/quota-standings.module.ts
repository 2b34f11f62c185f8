import { Module } from '@nestjs/common';
import { QuotaStandings } from './quota.standings';

/** Apart from the quotas, for those who register and need nothing else of them. */
@Module({ providers: [QuotaStandings], exports: [QuotaStandings] })
export class QuotaStandingsModule {}
