import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProjectionsModule } from '@stemedb/knowledge/projections';
import { ConceptPostingEntity } from './concept-posting.entity';
import { ConceptEntity } from './concept.entity';
import { ConceptProjection } from './concept.projection';
import { SuggestionRepository } from './suggestion.repository';
import { SuggestionsController } from './suggestions.controller';
import { SuggestionsService } from './suggestions.service';

@Module({
  imports: [TypeOrmModule.forFeature([ConceptEntity, ConceptPostingEntity]), ProjectionsModule],
  controllers: [SuggestionsController],
  providers: [ConceptProjection, SuggestionRepository, SuggestionsService],
})
export class SuggestionsModule {}
