import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyModule } from '@stemedb/access/idempotency';
import { SignedRecordsModule } from '@stemedb/knowledge/signed-records';
import { EpochEntity } from './epoch.entity';
import { EpochRepository } from './epoch.repository';
import { EpochsController } from './epochs.controller';
import { EpochsService } from './epochs.service';

@Module({
  imports: [TypeOrmModule.forFeature([EpochEntity]), IdempotencyModule, SignedRecordsModule],
  controllers: [EpochsController],
  providers: [EpochRepository, EpochsService],
})
export class EpochsModule {}
