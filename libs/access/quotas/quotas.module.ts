import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@stemedb/access/audit';
import { BudgetsModule } from '@stemedb/access/budgets';
import { AgentQuotaEntity } from './agent-quota.entity';
import { AgentQuotaService } from './agent-quota.service';
import { QuotaFigures } from './quota.figures';
import { QuotaRepository } from './quota.repository';
import { QuotaStandingsModule } from './quota-standings.module';
import { QuotasController } from './quotas.controller';
import { Quotas } from './quotas.service';

@Module({
  imports: [TypeOrmModule.forFeature([AgentQuotaEntity]), AuditModule, BudgetsModule, QuotaStandingsModule],
  controllers: [QuotasController],
  providers: [QuotaFigures, QuotaRepository, Quotas, AgentQuotaService],
  exports: [Quotas],
})
export class QuotasModule {}
