import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authentication } from '@stemedb/access/api-keys';
import { CircuitBreaker } from '@stemedb/access/circuit-breaker';
import { FeedStreams } from '@stemedb/knowledge/feed';
import { fastifyOf, MethodRegister, ValidationPipe } from '@stemedb/platform/http';
import { SliRecorder } from '@stemedb/platform/observability';
import { enableRouteVersions, serveDocument } from './openapi';

/** Everything that applies to all routes. The server and the tests configure their applications here. */
export async function configureApp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  const instance = fastifyOf(app);
  const methods = new MethodRegister(instance);
  enableRouteVersions(app);
  app.useGlobalPipes(new ValidationPipe());
  app.get(SliRecorder).watch(instance);
  app.get(Authentication).watch(instance);
  app.get(CircuitBreaker).watch(instance);
  app.get(FeedStreams).watch(instance);
  serveDocument(app);
  await app.init();
  methods.refuseOtherMethods();
  await instance.ready();
  return app;
}
