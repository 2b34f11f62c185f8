import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProjectionCheckpointEntity } from './projection-checkpoint.entity';
import { PROJECTION_METRICS } from './projection-lag';
import { ProjectionRepository } from './projection.repository';
import { Projector } from './projector.service';

@Module({
  imports: [TypeOrmModule.forFeature([ProjectionCheckpointEntity])],
  providers: [...PROJECTION_METRICS, ProjectionRepository, Projector],
  exports: [Projector],
})
export class ProjectionsModule {}
