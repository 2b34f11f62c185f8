import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseConfig } from '@stemedb/platform/config';
import { createHttpAdapter } from '@stemedb/platform/http';
import { createLogger } from '@stemedb/platform/observability';
import { AppModule } from '../apps/api/app.module';
import { createDocument, enableRouteVersions } from '../apps/api/openapi';

const DOCUMENT_FILE = 'openapi.json';

/** Builds the API document without a store: in preview mode Nest reads the routes and makes nothing. */
async function buildDocument(): Promise<string> {
  const store = { url: 'postgres://nobody@localhost/nothing', identity: { bypassesRowSecurity: false } };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(parseConfig({}), store),
    createHttpAdapter(createLogger('silent')),
    { preview: true, logger: false, abortOnError: false },
  );
  enableRouteVersions(app);
  return `${JSON.stringify(createDocument(app), null, 2)}\n`;
}

/** Writes openapi.json, or with --check says whether it is what the code makes. */
async function main(): Promise<void> {
  const file = join(process.cwd(), DOCUMENT_FILE);
  const document = await buildDocument();
  if (!process.argv.includes('--check')) await writeFile(file, document);
  else if ((await readFile(file, 'utf8')) !== document) {
    process.stderr.write(`${DOCUMENT_FILE} is not what the code makes; run: npm run openapi\n`);
    process.exitCode = 1;
  }
}

void main();
