import { VersioningType } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { resetCircuitSchema } from '@stemedb/access/circuit-breaker';
import { createKeySchema, rotateKeySchema, updateKeySchema } from '@stemedb/access/key-admin';
import { setQuotaSchema } from '@stemedb/access/quotas';
import { decayTrustSchema } from '@stemedb/knowledge/agents';
import { createAliasSchema } from '@stemedb/knowledge/aliases';
import { openApiSchema, signedClaimSchema, voteSchema } from '@stemedb/knowledge/claims';
import { createEpochSchema } from '@stemedb/knowledge/epochs';
import { transitionSchema } from '@stemedb/knowledge/lifecycle';
import { redactSchema } from '@stemedb/knowledge/redactions';
import { judgeSourceSchema, registerSourceSchema } from '@stemedb/knowledge/sources';
import { supersedeSchema } from '@stemedb/knowledge/supersessions';
import { resolveEscalationSchema, retryDeliverySchema } from '@stemedb/review/escalation';
import { createGoldStandardSchema, verifySchema } from '@stemedb/review/gold-standard';
import { decideSchema } from '@stemedb/review/quarantine';
import { fastifyOf, NDJSON_MEDIA_TYPE } from '@stemedb/platform/http';
import { version } from './version';

const DESCRIPTION = `StemeDB stores signed claims. Contradictions live side by side; a lens resolves them at read time.

Press **Authorize** and paste an API key (the first admin key is in \`data/admin.key\`). Every example can be sent as it is.`;

/** The API document; building it needs no store. */
export function createDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('StemeDB')
    .setDescription(DESCRIPTION)
    .setVersion(version())
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api_key')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addGlobalParameters(
      { in: 'header', name: 'X-Request-Id', required: false, schema: { type: 'string', maxLength: 128 }, description: 'Returned, logged and named in problems' },
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    standardSchemaConverter: (schema) => ({ schema: openApiSchema(schema as Parameters<typeof openApiSchema>[0]) }),
  });
  return finish(document);
}

/** Adds what decorators cannot say: bodies that are described by their own schemas, and which routes need a key. */
function finish(document: OpenAPIObject): OpenAPIObject {
  const schemas = {
    SignedClaim: signedClaimSchema,
    SignedVote: voteSchema,
    RegisterSource: registerSourceSchema,
    JudgeSource: judgeSourceSchema,
    CreateAlias: createAliasSchema,
    Supersede: supersedeSchema,
    LifecycleTransition: transitionSchema,
    CreateEpoch: createEpochSchema,
    CreateGoldStandard: createGoldStandardSchema,
    VerifyGoldStandards: verifySchema,
    ResolveEscalation: resolveEscalationSchema,
    RetryDelivery: retryDeliverySchema,
    DecideQuarantine: decideSchema,
    SetQuota: setQuotaSchema,
    CreateApiKey: createKeySchema,
    UpdateApiKey: updateKeySchema,
    RotateApiKey: rotateKeySchema,
    Redact: redactSchema,
    DecayTrust: decayTrustSchema,
    ResetCircuit: resetCircuitSchema,
  };
  document.components ??= {};
  document.components.schemas ??= {};
  for (const [name, schema] of Object.entries(schemas)) {
    document.components.schemas[name] = openApiSchema(schema) as NonNullable<typeof document.components.schemas>[string];
  }
  describeNdjson(document);
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith('/v1/')) continue;
    for (const operation of Object.values(item)) {
      if (operation && typeof operation === 'object' && 'responses' in operation) operation.security = [{ api_key: [] }, { bearer: [] }];
    }
  }
  return document;
}

/** Decorators give one example for all content types; NDJSON is text, one value a line. */
function describeNdjson(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    const body = item.post?.requestBody;
    const content = body && 'content' in body ? body.content : undefined;
    const given = content?.[NDJSON_MEDIA_TYPE]?.examples as Record<string, { summary?: string; value: unknown[] }> | undefined;
    if (!content || !given) continue;
    const examples = Object.entries(given).map(([name, { summary, value }]) => {
      const lines = value.map((line) => `${JSON.stringify(line)}\n`);
      return [name, { summary, value: lines.join('') }];
    });
    content[NDJSON_MEDIA_TYPE] = { schema: { type: 'string' }, examples: Object.fromEntries(examples) as Record<string, object> };
  }
}

/** Routes carry their version in the path: /v1/… */
export function enableRouteVersions(app: NestFastifyApplication): void {
  app.enableVersioning({ type: VersioningType.URI });
}

/**
 * Swagger UI at /swagger-ui, the document at /openapi.json and /api-doc/openapi.json. Building the document takes a
 * fifteenth of a start, and most servers are never asked for it: the first reader has it built.
 */
export function serveDocument(app: NestFastifyApplication): void {
  let built: OpenAPIObject | undefined;
  const document = (): OpenAPIObject => (built ??= createDocument(app));
  SwaggerModule.setup('swagger-ui', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'StemeDB',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
  fastifyOf(app).get('/api-doc/openapi.json', (_request, reply) => reply.send(document()));
}
