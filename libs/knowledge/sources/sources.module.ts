import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AgentsModule } from '@stemedb/knowledge/agents';
import { SourceEntity } from './source.entity';
import { SourceRepository } from './source.repository';
import { SourcesController } from './sources.controller';
import { SourcesService } from './sources.service';

@Module({
  imports: [TypeOrmModule.forFeature([SourceEntity]), AgentsModule],
  controllers: [SourcesController],
  providers: [SourceRepository, SourcesService],
})
export class SourcesModule {}
