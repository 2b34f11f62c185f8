import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SignedRecordsModule } from '@stemedb/knowledge/signed-records';
import { SupersessionEntity } from './supersession.entity';
import { SupersessionRepository } from './supersession.repository';
import { SupersessionsController } from './supersessions.controller';
import { SupersessionsService } from './supersessions.service';

@Module({
  imports: [TypeOrmModule.forFeature([SupersessionEntity]), SignedRecordsModule],
  controllers: [SupersessionsController],
  providers: [SupersessionRepository, SupersessionsService],
})
export class SupersessionsModule {}
