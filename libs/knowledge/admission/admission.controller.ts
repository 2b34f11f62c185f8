import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { AdmissionStatus, type AdmissionStatusQuery, admissionStatusSchema } from './admission.dto';
import { Admission } from './admission.service';

@ApiTags('agents')
@RequireRole('read_only')
@Controller({ path: 'admission', version: '1' })
export class AdmissionController {
  constructor(private readonly admission: Admission) {}

  @Get('status')
  @ApiOperation({
    summary: 'What an agent needs in order to write',
    description: 'An agent that has never written here is answered as a new one.',
  })
  @ApiOkResponse({ type: AdmissionStatus })
  @ProblemResponses(400, 401, 403, 429, 503)
  status(@Query({ schema: admissionStatusSchema }) query: AdmissionStatusQuery, @Caller() caller: Principal): Promise<AdmissionStatus> {
    return this.admission.statusOf(caller.namespace, query.agent_id);
  }
}
