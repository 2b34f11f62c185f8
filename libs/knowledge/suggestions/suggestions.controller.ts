import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { SuggestionList, type SuggestQuery, suggestSchema } from './suggestion.dto';
import { SuggestionsService } from './suggestions.service';

@ApiTags('concepts')
@RequireRole('read_only')
@Controller({ path: 'concepts', version: '1' })
export class SuggestionsController {
  constructor(private readonly suggestions: SuggestionsService) {}

  @Get('suggest')
  @ApiOperation({
    summary: 'Likely aliases of a concept path',
    description: 'From spelling, equal tails in other schemes and shared objects, best first, each with its reasons. Nothing is changed.',
  })
  @ApiOkResponse({ type: SuggestionList })
  @ProblemResponses(400, 401, 403, 429, 503)
  suggest(@Query({ schema: suggestSchema }) query: SuggestQuery, @Caller() caller: Principal): Promise<SuggestionList> {
    return this.suggestions.suggest(query, caller.namespace);
  }
}
