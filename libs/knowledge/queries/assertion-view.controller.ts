import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { AssertionResponse } from './claim.dto';
import { assertionHashSchema, type AssertionQuery, assertionQuerySchema } from './query.schema';
import { AssertionViewService } from './assertion-view.service';

@ApiTags('assertions')
@RequireRole('read_only')
@Controller({ path: 'assertions', version: '1' })
export class AssertionViewController {
  constructor(private readonly assertions: AssertionViewService) {}

  @Get(':hash')
  @RouteConfig({ revalidate: true })
  @Header('cache-control', 'private, max-age=0, must-revalidate, immutable')
  @ApiOperation({
    summary: 'One assertion whole: the claim, its signatures, its votes and what became of it',
    description: 'The claim never changes; what is said of it can grow, so a cached answer is revalidated by its ETag.',
  })
  @ApiOkResponse({ type: AssertionResponse })
  @ProblemResponses(400, 401, 403, 404, 422, 429, 503)
  find(
    @Param({ schema: assertionHashSchema }) params: { hash: string },
    @Query({ schema: assertionQuerySchema }) query: AssertionQuery,
    @Caller() caller: Principal,
  ): Promise<object> {
    return this.assertions.find(caller.namespace, params.hash, query.as_of);
  }
}
