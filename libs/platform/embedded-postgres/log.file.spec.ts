import { lstat, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logSize, logTail, prepareLog } from './log.file';
import { makeTestDirectory } from './testing';

describe('the log file', () => {
  let directory: string;
  let log: string;
  beforeEach(async () => {
    directory = await makeTestDirectory();
    log = join(directory, 'postgres.log');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('is created for its owner alone', async () => {
    await prepareLog(log, undefined);
    expect((await stat(log)).mode & 0o777).toBe(0o600);
  });

  it('keeps what it holds up to 10 MiB', async () => {
    await writeFile(log, 'earlier\n');
    await prepareLog(log, undefined);
    expect(await readFile(log, 'utf8')).toBe('earlier\n');
  });

  it('is set aside above 10 MiB, in the place of the one set aside before', async () => {
    await writeFile(`${log}.1`, 'oldest');
    await writeFile(log, 'old');
    await truncate(log, 10 * 1024 * 1024 + 1);
    await prepareLog(log, undefined);
    expect(await logSize(log)).toBe(0);
    expect(await logSize(`${log}.1`)).toBe(10 * 1024 * 1024 + 1);
  });

  it('refuses to be a symbolic link, through which root would give another file away', async () => {
    await writeFile(join(directory, 'other'), 'secret');
    await symlink(join(directory, 'other'), log);
    await expect(prepareLog(log, undefined)).rejects.toThrow('ELOOP');
    expect((await lstat(log)).isSymbolicLink()).toBe(true);
  });

  it('shows its last lines, and none from before the start in question', async () => {
    await writeFile(log, 'before\nfirst\nlast\n');
    expect(await logTail(log, 'before\n'.length)).toBe('first\nlast');
    expect(await logTail(log, 1_000)).toBe('');
    expect(await logTail(join(directory, 'missing'), 0)).toBe('');
  });

  it('shows fifteen lines at most', async () => {
    await writeFile(log, Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n'));
    expect((await logTail(log, 0)).split('\n')).toHaveLength(15);
  });
});
