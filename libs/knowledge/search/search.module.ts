import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { SearchDocumentEntity } from './search-document.entity';
import { SearchController } from './search.controller';
import { SearchProjection } from './search.projection';
import { SearchService } from './search.service';

@Module({
  imports: [TypeOrmModule.forFeature([SearchDocumentEntity]), ProjectionsModule],
  controllers: [SearchController],
  providers: [SearchProjection, SearchService],
})
export class SearchModule {}
