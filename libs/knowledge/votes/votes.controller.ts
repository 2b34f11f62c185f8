import { Body, Controller, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ActingAgent, Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Meter, type RequestMeter } from '@stemedb/access/quotas';
import { VOTE_EXAMPLES } from '@stemedb/knowledge/assertions';
import { type SignedVote, voteSchema } from '@stemedb/knowledge/claims';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import { VoteResponse } from './vote.dto';

import { VotesService } from './votes.service';

@ApiTags('votes')
@RequireRole('write_agent')
@Controller({ path: 'vote', version: '1' })
export class VotesController {
  constructor(private readonly votes: VotesService) {}

  @Post()
  @ApiOperation({
    summary: 'Weigh an assertion, from -1 (disagrees) to 1',
    description: "One current vote of each agent and assertion: the latest timestamp counts, earlier ones stay in history.",
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/SignedVote' }, examples: VOTE_EXAMPLES })
  @ApiCreatedResponse({ type: VoteResponse, description: 'The vote is new and durable' })
  @ApiOkResponse({ type: VoteResponse, description: 'duplicate: the very same vote stood already' })
  @ProblemResponses(400, 401, 403, 404, 413, 415, 422, 429, 503)
  async vote(
    @Body({ schema: voteSchema }) vote: SignedVote,
    @Caller() principal: Principal,
    @ActingAgent() agentHeader: string | undefined,
    @Meter() meter: RequestMeter,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VoteResponse> {
    const result = await this.votes.vote(vote, { principal, agentHeader, meter });
    void reply.status(result.status === 'created' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }
}
