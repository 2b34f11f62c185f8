import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const REPOSITORY = join(__dirname, '..', '..');

/**
 * Runs a tool as its command line does, over one tree of fixtures. The working directory is the root of that tree, so
 * the patterns of the configuration match there as they match the house.
 *
 * @returns what the tool printed, parsed as JSON; its exit code says only that it found something, as it shall.
 */
export function runOverFixtures<Report>(fixtures: string, script: string, ...options: string[]): Report {
  const { stdout, stderr } = spawnSync(process.execPath, [join(REPOSITORY, 'node_modules', script), ...options, '.'], {
    cwd: join(__dirname, 'fixtures', fixtures),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (stdout === '') throw new Error(`${script} printed nothing: ${stderr}`);
  return JSON.parse(stdout) as Report;
}
