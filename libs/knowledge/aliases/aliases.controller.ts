import { Body, Controller, Delete, Get, HttpStatus, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { ProblemResponses } from '@stemedb/platform/http';
import type { FastifyReply } from 'fastify';
import {
  ALIAS_EXAMPLES,
  AliasList,
  AliasResolution,
  type CreateAlias,
  CreateAliasResponse,
  createAliasSchema,
  type ListAliasesQuery,
  listAliasesSchema,
  type RemoveAlias,
  RemoveAliasResponse,
  removeAliasSchema,
  type ResolveAlias,
  resolveAliasSchema,
} from './alias.dto';
import { AliasesService } from './aliases.service';

@ApiTags('concepts')
@RequireRole('read_only')
@Controller({ path: 'concepts', version: '1' })
export class AliasesController {
  constructor(private readonly aliases: AliasesService) {}

  @Post('alias')
  @RequireRole('write_agent')
  @Idempotent()
  @ApiOperation({
    summary: 'Let one concept path mean the same as another',
    description: 'Chains are followed to the end when something is read; a cycle is refused. The same again changes nothing.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/CreateAlias' }, examples: ALIAS_EXAMPLES })
  @ApiCreatedResponse({ type: CreateAliasResponse, description: 'The alias is new and durable' })
  @ApiOkResponse({ type: CreateAliasResponse, description: 'duplicate: it stood already; nothing changed' })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 422, 429, 503)
  async create(
    @Body({ schema: createAliasSchema }) alias: CreateAlias,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreateAliasResponse> {
    const result = await this.aliases.create(alias, caller);
    void reply.status(result.status === 'created' ? HttpStatus.CREATED : HttpStatus.OK);
    return result;
  }

  @Delete('alias')
  @RequireRole('write_agent')
  @ApiOperation({ summary: 'Remove an alias', description: 'From now on; reads as of an earlier moment still follow it.' })
  @ApiOkResponse({ type: RemoveAliasResponse })
  @ProblemResponses(400, 401, 403, 404, 429, 503)
  remove(@Query({ schema: removeAliasSchema }) query: RemoveAlias, @Caller() caller: Principal): Promise<RemoveAliasResponse> {
    return this.aliases.remove(query, caller.namespace);
  }

  @Get('alias')
  @ApiOperation({ summary: 'What a concept path means', description: 'A path without aliases is its own canonical end.' })
  @ApiOkResponse({ type: AliasResolution })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  resolve(@Query({ schema: resolveAliasSchema }) query: ResolveAlias, @Caller() caller: Principal): Promise<AliasResolution> {
    return this.aliases.resolve(query, caller.namespace);
  }

  @Get('aliases')
  @ApiOperation({ summary: 'The aliases, in their bytewise order' })
  @ApiOkResponse({ type: AliasList })
  @ProblemResponses(400, 401, 403, 422, 429, 503)
  list(@Query({ schema: listAliasesSchema }) query: ListAliasesQuery, @Caller() caller: Principal): Promise<AliasList> {
    return this.aliases.list(query, caller.namespace);
  }
}
