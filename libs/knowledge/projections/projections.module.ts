import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssertionsModule } from '@stemedb/knowledge/assertions';
import { ProjectionCheckpointEntity } from './projection-checkpoint.entity';
import { ProjectionRepository } from './projection.repository';
import { Projector } from './projector.service';

@Module({
  imports: [TypeOrmModule.forFeature([ProjectionCheckpointEntity]), AssertionsModule],
  providers: [ProjectionRepository, Projector],
  exports: [Projector],
})
export class ProjectionsModule {}
