import { Body, Controller, Delete, Get, Ip, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { Idempotent } from '@stemedb/access/idempotency';
import { ProblemResponses } from '@stemedb/platform/http';
import {
  type CreateKey,
  createKeySchema,
  KEY_EXAMPLES,
  keyIdSchema,
  KeyList,
  KeyView,
  type ListKeysQuery,
  listKeysSchema,
  NewKeyView,
  RotatedKeyView,
  type RotateKey,
  rotateKeySchema,
  type UpdateKey,
  updateKeySchema,
} from './key-admin.dto';
import { KeyAdminService } from './key-admin.service';

@ApiTags('admin')
@RequireRole('admin')
@Controller({ path: 'admin/api_keys', version: '1' })
export class KeyAdminController {
  constructor(private readonly keys: KeyAdminService) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Make an API key', description: 'The key is shown in this answer and never again.' })
  @ApiBody({ schema: { $ref: '#/components/schemas/CreateApiKey' }, examples: KEY_EXAMPLES })
  @ApiCreatedResponse({ type: NewKeyView })
  @ProblemResponses(400, 401, 403, 409, 413, 415, 422, 429, 503)
  create(@Body({ schema: createKeySchema }) key: CreateKey, @Caller() principal: Principal, @Ip() address: string): Promise<NewKeyView> {
    return this.keys.create(key, { principal, address });
  }

  @Get()
  @ApiOperation({ summary: 'The API keys, newest first', description: 'Those of the namespace; for a key of all namespaces, those of all.' })
  @ApiOkResponse({ type: KeyList })
  @ProblemResponses(400, 401, 403, 429, 503)
  list(@Query({ schema: listKeysSchema }) query: ListKeysQuery, @Caller() principal: Principal): Promise<KeyList> {
    return this.keys.list(query, principal);
  }

  @Post('rotate')
  @Idempotent()
  @ApiOperation({ summary: 'Replace an API key by a new one of the same settings', description: 'The old one goes on to work for its grace.' })
  @ApiBody({ schema: { $ref: '#/components/schemas/RotateApiKey' } })
  @ApiCreatedResponse({ type: RotatedKeyView })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  rotate(@Body({ schema: rotateKeySchema }) rotation: RotateKey, @Caller() principal: Principal, @Ip() address: string): Promise<RotatedKeyView> {
    return this.keys.rotate(rotation, { principal, address });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One API key, and why it is refused where it is' })
  @ApiOkResponse({ type: KeyView })
  @ProblemResponses(400, 401, 403, 404, 429, 503)
  find(@Param({ schema: keyIdSchema }) params: { id: string }, @Caller() principal: Principal): Promise<KeyView> {
    return this.keys.find(params.id, principal);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change an API key, or put it out of use and back' })
  @ApiBody({ schema: { $ref: '#/components/schemas/UpdateApiKey' } })
  @ApiOkResponse({ type: KeyView })
  @ProblemResponses(400, 401, 403, 404, 409, 413, 415, 422, 429, 503)
  update(
    @Param({ schema: keyIdSchema }) params: { id: string },
    @Body({ schema: updateKeySchema }) changes: UpdateKey,
    @Caller() principal: Principal,
    @Ip() address: string,
  ): Promise<KeyView> {
    return this.keys.update(params.id, changes, { principal, address });
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Revoke an API key for good', description: 'It stops working everywhere within two seconds.' })
  @ApiOkResponse({ type: KeyView })
  @ProblemResponses(400, 401, 403, 404, 409, 429, 503)
  revoke(@Param({ schema: keyIdSchema }) params: { id: string }, @Caller() principal: Principal, @Ip() address: string): Promise<KeyView> {
    return this.keys.revoke(params.id, { principal, address });
  }
}
