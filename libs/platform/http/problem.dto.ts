import { STATUS_CODES } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';

export class ProblemFieldError {
  @ApiProperty({ description: 'Where the field is; empty for the body as a whole', example: 'signatures.0.agent_id' })
  path!: string;

  @ApiProperty({ example: 'expected 64 lower-case hex digits' })
  message!: string;
}

/** RFC 9457 problem details. */
export class ProblemDetails {
  @ApiProperty({ example: 'urn:stemedb:error:validation_failed' })
  type!: string;

  @ApiProperty({ example: 'Some fields are not valid' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'Not valid: signatures.0.agent_id' })
  detail!: string;

  @ApiProperty({ description: 'Path of the request', example: '/v1/assert' })
  instance!: string;

  @ApiProperty({ description: 'Stable code, see docs/errors.md', example: 'validation_failed' })
  code!: string;

  @ApiProperty({ example: '4f9f0a52-7d5e-4f0e-9a57-2f1f3c1f4f55' })
  request_id!: string;

  @ApiPropertyOptional({ type: [ProblemFieldError] })
  errors?: ProblemFieldError[];
}

/** Documents the problems that a handler can answer. */
export function ProblemResponses(...statuses: readonly number[]) {
  return applyDecorators(
    ApiExtraModels(ProblemDetails),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: STATUS_CODES[status] ?? 'Problem',
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDetails) } } },
      }),
    ),
  );
}
