import { Module } from '@nestjs/common';
import { ApiKeyModule } from '@stemedb/access/api-keys';
import { AuditModule } from '@stemedb/access/audit';
import { KeyAdminController } from './key-admin.controller';
import { KeyAdminRepository } from './key-admin.repository';
import { KeyAdminService } from './key-admin.service';

/** Making, changing and ending API keys. It stands beside the keys themselves because it audits, and audits need keys. */
@Module({
  imports: [ApiKeyModule, AuditModule],
  controllers: [KeyAdminController],
  providers: [KeyAdminRepository, KeyAdminService],
})
export class KeyAdminModule {}
