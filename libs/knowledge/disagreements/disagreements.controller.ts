import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { DisagreementPageResponse, DisagreementPairResponse } from './disagreement.dto';
import {
  type DisagreementPairParameters,
  disagreementPairSchema,
  type DisagreementsParameters,
  disagreementsSchema,
} from './disagreement.schema';
import { DisagreementsService } from './disagreements.service';

@ApiTags('disagreements')
@RequireRole('read_only')
@Controller({ path: 'disagreements', version: '1' })
export class DisagreementsController {
  constructor(private readonly disagreements: DisagreementsService) {}

  @Get()
  @ApiOperation({
    summary: 'Pairs by the class of their disagreement, the most divided first, with counts',
    description: 'A pair is listed once it has two claims, and stands as it was at the commit that last touched it (evaluated_at).',
  })
  @ApiOkResponse({ type: DisagreementPageResponse })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  list(@Query({ schema: disagreementsSchema }) parameters: DisagreementsParameters, @Caller() caller: Principal): Promise<object> {
    return this.disagreements.list(caller.namespace, parameters);
  }

  @Get('pair')
  @ApiOperation({
    summary: 'What the claims of one pair disagree on, side by side',
    description: 'Evaluated at as_of itself, so that weights have aged up to then. Links lead to the full answers.',
  })
  @ApiOkResponse({ type: DisagreementPairResponse })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  pair(@Query({ schema: disagreementPairSchema }) parameters: DisagreementPairParameters, @Caller() caller: Principal): Promise<object> {
    return this.disagreements.pair(caller.namespace, parameters);
  }
}
