import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dumpSchema, migrate } from '@stemedb/platform/database';
import { startTestServer } from '@stemedb/platform/embedded-postgres/testing';

const SCHEMA_FILE = join(__dirname, '..', 'schema.sql');

/** Writes schema.sql from the migrations, or with --check says whether it is what they make. */
async function main(): Promise<void> {
  const postgres = await startTestServer();
  try {
    await migrate(postgres.adminUrl);
    const schema = await dumpSchema(postgres.adminUrl);
    if (!process.argv.includes('--check')) await writeFile(SCHEMA_FILE, schema);
    else if ((await readFile(SCHEMA_FILE, 'utf8')) !== schema) {
      process.stderr.write('schema.sql is not what the migrations make; run: npm run schema\n');
      process.exitCode = 1;
    }
  } finally {
    await postgres.remove();
  }
}

void main();
