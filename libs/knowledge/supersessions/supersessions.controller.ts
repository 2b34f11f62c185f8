import { Body, Controller, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { RecordResponse } from '@stemedb/knowledge/signed-records';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { type Supersede, SUPERSEDE_EXAMPLES, supersedeSchema } from './supersession.dto';
import { SupersessionsService } from './supersessions.service';

@ApiTags('assertions')
@RequireRole('write_agent')
@Controller({ path: 'supersede', version: '1' })
export class SupersessionsController {
  constructor(private readonly supersessions: SupersessionsService) {}

  @Post()
  @ApiOperation({
    summary: 'Put one assertion in the place of another, or withdraw it',
    description: 'Both stay readable. What is superseded drops out of lenses from that moment on, what is refined does not.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/Supersede' }, examples: SUPERSEDE_EXAMPLES })
  @ApiCreatedResponse({ type: RecordResponse, description: 'The supersession is new and durable' })
  @ApiOkResponse({ type: RecordResponse, description: 'duplicate: the very same record stood already' })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  async supersede(
    @Body({ schema: supersedeSchema }) record: Supersede,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordResponse> {
    const result = await this.supersessions.supersede(record, { principal, agentHeader });
    void reply.status(result.status === 'created' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }
}
