import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { CostsQuery } from '@stemedb/access/quotas';
import { ProblemResponses } from '@stemedb/platform/http';
import { SearchPageResponse } from './search.dto';
import { type SearchParameters, searchSchema } from './search.schema';
import { SearchService } from './search.service';

@ApiTags('search')
@RequireRole('read_only')
@Controller({ path: 'search', version: '1' })
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  @Get()
  @CostsQuery(0)
  @ApiOperation({
    summary: 'Claims by the words in their subject, predicate, text and narrative, best first',
    description: 'Case and accents do not matter. Paths and identifiers are found by their parts. The same as_of gives the same answer for ever.',
  })
  @ApiOkResponse({ type: SearchPageResponse })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  search(@Query({ schema: searchSchema }) parameters: SearchParameters, @Caller() caller: Principal): Promise<object> {
    return this.searches.search(caller.namespace, parameters);
  }
}
