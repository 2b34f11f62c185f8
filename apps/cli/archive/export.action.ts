import { existsSync } from 'node:fs';
import { type Exported, exportArchive } from '@stemedb/knowledge/archive';
import { version } from '../../api/version';
import { wrongInput } from '../command.failure';
import { EXIT, type ExitCode } from '../exit-code';
import type { Output } from '../output';
import { archiveFailure } from './archive.failure';
import { chosenNamespace, type StoreOptions, withFilledStore } from './archive-store';
import { ProgressLine } from './progress.line';
import { archiveLines } from './archive-view.rules';

export interface ExportOptions extends StoreOptions {
  readonly namespace?: string;
  readonly force?: boolean;
}

/** Writes the store into one file. */
export async function exportStore(output: Output, options: ExportOptions, path: string): Promise<ExitCode> {
  const namespace = chosenNamespace(options.namespace);
  if (existsSync(path) && !options.force) throw wrongInput(`${path} exists already; --force replaces it.`);
  const progress = new ProgressLine(output, 'Exporting');
  const order = { path, namespace, stemedbVersion: version(), createdAt: new Date().toISOString(), onProgress: progress.update };
  const exported = await withFilledStore(output, options, (url) => exportArchive(url, order)).catch((error: unknown) => {
    throw archiveFailure(error, path);
  });
  progress.clear();
  show(output, path, exported);
  return EXIT.ok;
}

function show(output: Output, path: string, { manifest, end }: Exported): void {
  const { as_of, namespaces } = manifest;
  const { counts, digest, seal } = end;
  if (output.json) output.data({ file: path, as_of, namespaces, counts, digest, seal });
  else archiveLines('exported', { as_of, namespaces, counts, digest }).forEach((line) => output.line(line));
}
