import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { ConceptView, type ParseConceptQuery, parseConceptSchema } from './concept.dto';
import { ConceptsService } from './concepts.service';

@ApiTags('concepts')
@RequireRole('read_only')
@Controller({ path: 'concepts', version: '1' })
export class ConceptsController {
  constructor(private readonly concepts: ConceptsService) {}

  @Get('parse')
  @ApiOperation({
    summary: 'Take a concept path apart',
    description: 'Needs no claim about it. A malformed path is 400, and `errors` names its fault.',
  })
  @ApiOkResponse({ type: ConceptView })
  @ProblemResponses(400, 401, 403, 429, 503)
  parse(@Query({ schema: parseConceptSchema }) query: ParseConceptQuery): ConceptView {
    return this.concepts.parse(query.path);
  }
}
