import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignedRecordsModule } from '@stemedb/knowledge/signed-records';
import { LifecycleController } from './lifecycle.controller';
import { LifecycleRepository } from './lifecycle.repository';
import { LifecycleService } from './lifecycle.service';
import { LifecycleTransitionEntity } from './lifecycle-transition.entity';

@Module({
  imports: [TypeOrmModule.forFeature([LifecycleTransitionEntity]), SignedRecordsModule],
  controllers: [LifecycleController],
  providers: [LifecycleRepository, LifecycleService],
})
export class LifecycleModule {}
