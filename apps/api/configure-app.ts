import { VersioningType } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authentication } from '@stemedb/access/api-keys';
import { fastifyOf, MethodRegister, ValidationPipe } from '@stemedb/platform/http';
import { SliRecorder } from '@stemedb/platform/observability';
import { serveDocument } from './openapi';

/** Everything that applies to all routes. The server and the tests configure their applications here. */
export async function configureApp(app: NestFastifyApplication): Promise<NestFastifyApplication> {
  const instance = fastifyOf(app);
  const methods = new MethodRegister(instance);
  app.enableVersioning({ type: VersioningType.URI });
  app.useGlobalPipes(new ValidationPipe());
  app.get(SliRecorder).watch(instance);
  app.get(Authentication).watch(instance);
  serveDocument(app);
  await app.init();
  methods.refuseOtherMethods();
  await instance.ready();
  return app;
}
