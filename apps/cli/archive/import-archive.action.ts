import { importArchive } from '@stemedb/knowledge/archive';
import { EXIT, type ExitCode } from '../exit-code';
import type { Output } from '../output';
import { withStore } from '../store-access';
import { archiveFailure } from './archive.failure';
import { type StoreOptions, storeSettings } from './archive-store';
import { archiveLines } from './archive-view.rules';
import { ProgressLine } from './progress.line';

/** Fills an empty store with an archive, without a server: all of it, or nothing. */
export async function importOneArchive(output: Output, options: StoreOptions, path: string): Promise<ExitCode> {
  const progress = new ProgressLine(output, 'Importing');
  const config = storeSettings(options);
  const imported = await withStore(config, (message) => output.note(message), (url) => importArchive(url, path, progress.update)).catch(
    (error: unknown) => {
      progress.clear();
      throw archiveFailure(error, path);
    },
  );
  progress.clear();
  const { as_of, namespaces } = imported.manifest;
  const { counts, digest } = imported.end;
  if (output.json) output.data({ file: path, as_of, namespaces, counts, digest });
  else archiveLines('imported', { as_of, namespaces, counts, digest }).forEach((line) => output.line(line));
  return EXIT.ok;
}
