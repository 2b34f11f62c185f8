import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '@stemedb/platform/config';
import { EVERY_NAMESPACE } from '@stemedb/platform/database';
import { formatKey, hashKey, keyPrefix } from './api-key.rules';
import { ApiKeyRepository } from './api-key.repository';

const FILE_NAME = 'admin.key';
const OWNER_ONLY = 0o600;

/** Makes the admin key of a store that has none, so that a newcomer can call the API after one command. */
@Injectable()
export class FirstKeyService implements OnApplicationBootstrap {
  constructor(
    private readonly repository: ApiKeyRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const chosen = this.config.STEMEDB_BOOTSTRAP_ADMIN_KEY;
    const key = chosen ?? formatKey(randomBytes(24));
    const file = join(this.config.STEMEDB_DATA_DIR, FILE_NAME);
    const made = await this.repository.insertFirst(
      {
        namespace: EVERY_NAMESPACE,
        id: randomUUID(),
        name: 'first admin key',
        role: 'admin',
        prefix: keyPrefix(key),
        secretHash: hashKey(key),
      },
      () => writeKeyFile(file, key),
    );
    // Shown once, on the terminal and never through the log: whoever starts an empty store owns it.
    if (made && !chosen) process.stdout.write(`\nAdmin API key (shown once, kept in ${file}):\n  ${key}\n\n`);
  }
}

async function writeKeyFile(file: string, key: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // The mode counts for a new file only: an old one, which others may read, must be gone before the key is in it.
  await rm(file, { force: true });
  await writeFile(file, `${key}\n`, { mode: OWNER_ONLY, flag: 'wx' });
}
