import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, type Principal, RequireRole } from '@stemedb/access/api-keys';
import { ProblemResponses } from '@stemedb/platform/http';
import { type Redact, RedactResponse, redactSchema } from './redaction.dto';
import { RedactionsService } from './redactions.service';

@ApiTags('admin')
@RequireRole('admin')
@Controller({ path: 'admin/redact', version: '1' })
export class RedactionsController {
  constructor(private readonly redactions: RedactionsService) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Erase what an assertion claims or what a source contains, for a legal reason',
    description:
      'Object, narrative, metadata, vector and visual hash of an assertion, or content, title, uri and author of a source, are gone for good and for every as_of. Address, signers, times and class stay. See docs/how-to/erasure.md.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/Redact' } })
  @ApiOkResponse({ type: RedactResponse, description: 'redacted: it is gone; unchanged: it was gone already' })
  @ProblemResponses(400, 401, 403, 404, 413, 415, 422, 429, 503)
  redact(@Body({ schema: redactSchema }) order: Redact, @Caller() principal: Principal): Promise<RedactResponse> {
    return this.redactions.redact(order, principal);
  }
}
