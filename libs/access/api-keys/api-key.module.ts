import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKeyEntity } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeyService } from './api-key.service';
import { Authentication } from './authentication';
import { FirstKeyService } from './first-key.service';
import { KeyUses } from './key-uses';

@Module({
  imports: [TypeOrmModule.forFeature([ApiKeyEntity])],
  providers: [ApiKeyRepository, ApiKeyService, Authentication, FirstKeyService, KeyUses],
  exports: [ApiKeyService, Authentication],
})
export class ApiKeyModule {}
