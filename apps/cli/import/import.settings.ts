import { realpath, stat } from 'node:fs/promises';
import { wrongInput } from '../command.failure';
import type { ConnectionOptions } from '../connection.options';
import { readKeyFile } from '../key-file';
import { MOMENT_EXPECTED, unixSeconds } from '../moment.rules';
import type { Output } from '../output';
import type { InputFile } from './import.types';
import { KeyRing, NO_SIGNERS, oneSigner, type Signers } from './key-ring';
import { formatOf, readRecords } from './record.reader';

export interface ImportOptions extends ConnectionOptions {
  readonly format?: 'ndjson' | 'csv';
  readonly key?: string;
  readonly keyDir?: string;
  readonly timestamp?: string;
  readonly batchSize: string;
  readonly retries: string;
  readonly stopOnError?: boolean;
  /** False for --no-resume. */
  readonly resume: boolean;
}

/** What an import is asked to do, checked before anything is sent. */
export interface ImportSettings {
  readonly files: readonly InputFile[];
  readonly signers: Signers;
  readonly chosenTimestamp?: number;
  readonly batchSize: number;
  readonly retries: number;
  readonly stopOnError: boolean;
  readonly resume: boolean;
}

/** @throws CommandFailure usage */
export async function readImportSettings(output: Output, options: ImportOptions, paths: readonly string[]): Promise<ImportSettings> {
  if (options.key && options.keyDir) throw wrongInput('Give --key (or STEMEDB_CLI_KEY) or --key-dir, not both.');
  const files = await inputFiles(paths, options);
  for (const file of files) await checkHeader(file);
  return {
    files,
    signers: await signersOf(output, options),
    chosenTimestamp: chosenTime(options.timestamp),
    batchSize: wholeNumber('--batch-size', options.batchSize, 1, 500),
    retries: wholeNumber('--retries', options.retries, 0, 1_000),
    stopOnError: options.stopOnError === true,
    resume: options.resume,
  };
}

async function inputFiles(paths: readonly string[], { format }: ImportOptions): Promise<InputFile[]> {
  const files: InputFile[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const found = await stat(path).catch((error: Error) => {
      throw wrongInput(`${path} cannot be read: ${error.message}`);
    });
    // Sources are read before claims, and an import that goes on begins to read again: a pipe can do neither.
    if (!found.isFile()) throw wrongInput(`${path} is not an ordinary file; every file is read twice.`);
    const real = await realpath(path);
    if (seen.has(real)) throw wrongInput(`${path} is named twice.`);
    seen.add(real);
    files.push({ path, format: format ?? formatOf(path), bytes: found.size });
  }
  return files;
}

/** A wrong header is found before another file has been imported. */
async function checkHeader(file: InputFile): Promise<void> {
  if (file.format !== 'csv') return;
  const records = readRecords(file);
  await records.next();
  await records.return(undefined);
}

async function signersOf(output: Output, { key, keyDir }: ImportOptions): Promise<Signers> {
  if (key) return oneSigner(await readKeyFile(key, output));
  return keyDir ? new KeyRing(keyDir, output) : NO_SIGNERS;
}

function chosenTime(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = unixSeconds(text);
  if (seconds === undefined || seconds < 0) throw wrongInput(`--timestamp: ${MOMENT_EXPECTED}.`);
  return seconds;
}

function wholeNumber(option: string, text: string, smallest: number, largest: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= smallest && number <= largest)) throw wrongInput(`${option}: expected a whole number from ${smallest} to ${largest}.`);
  return number;
}
