import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package's own package.json, found from the sources as well as from the build. */
export function version(): string {
  for (let directory = __dirname; directory !== dirname(directory); directory = dirname(directory)) {
    const found = readPackage(join(directory, 'package.json'));
    if (found?.name === 'stemedb') return found.version;
  }
  return '0.0.0';
}

function readPackage(file: string): { name: string; version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
