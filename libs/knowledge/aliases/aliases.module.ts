import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyModule } from '@stemedb/access/idempotency';
import { AliasEntity } from './alias.entity';
import { AliasRepository } from './alias.repository';
import { AliasesController } from './aliases.controller';
import { AliasesService } from './aliases.service';

@Module({
  imports: [TypeOrmModule.forFeature([AliasEntity]), IdempotencyModule],
  controllers: [AliasesController],
  providers: [AliasRepository, AliasesService],
  exports: [AliasesService],
})
export class AliasesModule {}
