import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = join(__dirname, '..', '..', '..');
/** Below the repository, so that the build finds its packages, and where no tool looks for sources. */
const BUILDS = join(REPOSITORY, 'node_modules', '.cache', 'stemedb-durability');
const SOURCES = ['apps', 'libs'];
const KEPT_MS = 60 * 60_000;

let building: Promise<string> | undefined;

/** The path of the API's compiled entry, as fresh as the sources: they are compiled once for each state they are in. */
export function builtServer(): Promise<string> {
  return (building ??= build());
}

async function build(): Promise<string> {
  const target = join(BUILDS, await fingerprint());
  const entry = join(target, 'apps', 'api', 'main.js');
  if (await exists(entry)) return entry;
  await mkdir(BUILDS, { recursive: true });
  const draft = join(BUILDS, `draft-${randomUUID()}`);
  await compile(draft);
  // A directory appears whole or not at all; of two workers that compiled the same, the later one drops its work.
  await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(draft, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await sweep(target);
  return entry;
}

async function compile(target: string): Promise<void> {
  const swc = join(REPOSITORY, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const options = ['--out-dir', target, '--config-file', '.swcrc', '--quiet', '--ignore', '**/*.spec.ts'];
  await promisify(execFile)(process.execPath, [swc, ...SOURCES, ...options], { cwd: REPOSITORY });
}

/** Of the names, sizes and times of all that is compiled. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const entries = await readdir(join(REPOSITORY, source), { recursive: true, withFileTypes: true });
    const compiled = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'));
    const files = compiled.map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) {
      const { size, mtimeMs } = await stat(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Builds of earlier states; a run that uses one ends long before it is swept. */
async function sweep(current: string): Promise<void> {
  for (const name of await readdir(BUILDS)) {
    const path = join(BUILDS, name);
    const entry = await stat(path).catch(() => undefined);
    if (path !== current && entry && Date.now() - entry.mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
