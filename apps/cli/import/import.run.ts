import type { ApiClient } from '../api-client';
import type { Output } from '../output';
import { BatchSender } from './batch.sender';
import { ClaimImporter } from './claim.importer';
import { NOTHING, sum, totalOf } from './counts.rules';
import { FailureReport } from './failure.report';
import type { ImportSettings } from './import.settings';
import type { Counts, InputFile } from './import.types';
import { type ProgressMeter, progressMeter } from './progress.meter';
import { ResumeFile } from './resume.file';
import { type FileProgress, startingPoint, type Target } from './resume.rules';
import type { RetryPolicy } from './retrying';
import { SourceImporter } from './source.importer';

/** One import of several files: all their sources first, then their claims, file after file. */
export class ImportRun {
  readonly progress: FileProgress[] = [];
  readonly sources: SourceImporter;
  /** What became of the claims of this run. */
  counts: Counts = NOTHING;
  complete = false;
  resumedLines = 0;
  /** Failures that stopped the import and are no part of its recorded progress: their lines come again. */
  unrecordedFailures = 0;
  private readonly report: FailureReport;
  private readonly policy: RetryPolicy;
  private readonly resumeFiles: ResumeFile[] = [];
  private readonly now = Math.floor(Date.now() / 1_000);
  private meter?: ProgressMeter;

  constructor(
    private readonly output: Output,
    private readonly client: ApiClient,
    private readonly settings: ImportSettings,
    private readonly stop: AbortSignal,
  ) {
    this.report = new FailureReport(output);
    this.policy = { limit: settings.retries, stop, onWait: (reason, delayMs) => this.tellWait(reason, delayMs) };
    this.sources = new SourceImporter(client, this.policy, this.report);
  }

  get files(): string[] {
    return this.settings.files.map(({ path }) => path);
  }

  private get target(): Target {
    const { url, namespace = '' } = this.client.connection;
    return { url, namespace, signer: this.settings.signers.name };
  }

  /** @throws Interrupted, or what a request failed with for good */
  async all(): Promise<void> {
    const { files } = this.settings;
    const digests: string[] = [];
    for (const file of files) digests.push(await this.sources.read(file));
    this.meter = progressMeter(this.output, files.reduce((total, { bytes }) => total + bytes, 0));
    this.report.meter = this.meter;
    try {
      let bytesBefore = 0;
      for (const [index, file] of files.entries()) {
        if (!(await this.importClaims(file, digests[index] as string, bytesBefore))) return;
        bytesBefore += file.bytes;
      }
    } finally {
      this.meter.stop();
      this.report.meter = undefined;
    }
    for (const resumeFile of this.resumeFiles) await resumeFile.finish(this.target);
    this.complete = true;
  }

  /** For somebody whose import is not complete. */
  howToGoOn(): string {
    if (!this.settings.resume) return 'Run the same command again: what is written already changes nothing.';
    const last = this.progress.at(-1);
    const place = last ? ` after ${this.files[this.progress.length - 1]}:${last.lines_done}` : '';
    return `To go on${place}, run the same command again.`;
  }

  /** False where the file is not done. */
  private async importClaims(file: InputFile, digest: string, bytesBefore: number): Promise<boolean> {
    const resumeFile = this.settings.resume ? await ResumeFile.open(file.path) : undefined;
    const earlier = resumeFile?.earlier(this.target);
    const start = startingPoint(earlier, this.target, digest, { now: this.now, chosen: this.settings.chosenTimestamp });
    this.tellStart(file, earlier, start);
    const slot = this.progress.push(start) - 1;
    if (resumeFile) {
      this.resumeFiles.push(resumeFile);
      // The time of signing is on disk before the first signature leaves.
      await resumeFile.save(start);
    }
    const countsBefore = this.counts;
    const importer = new ClaimImporter({
      file,
      start,
      sender: new BatchSender(this.client, this.policy),
      signers: this.settings.signers,
      sources: this.sources.index,
      report: this.report,
      batchSize: this.settings.batchSize,
      stopOnError: this.settings.stopOnError,
      stop: this.stop,
      save: async (progress) => resumeFile?.save(progress),
      onProgress: (endByte, counts) => {
        const all = sum(countsBefore, counts);
        this.meter?.update(bytesBefore + endByte, totalOf(all), all);
      },
    });
    try {
      await importer.run();
    } finally {
      this.progress[slot] = importer.progress;
      this.counts = sum(countsBefore, importer.counts);
    }
    if (importer.stopped) this.unrecordedFailures = importer.counts.failed - (importer.progress.counts.failed - start.counts.failed);
    return importer.finished;
  }

  private tellStart(file: InputFile, earlier: FileProgress | undefined, start: FileProgress): void {
    this.resumedLines += start.lines_done;
    if (start.lines_done > 0) this.aside(`${file.path}: going on after line ${start.lines_done}`);
    else if (earlier && earlier.digest !== start.digest) this.aside(`${file.path} has changed since the last run: reading it from its beginning`);
  }

  private tellWait(reason: Error, delayMs: number): void {
    this.aside(`${reason.message.split('\n', 1)[0]} Trying again in ${(delayMs / 1_000).toFixed(1)} s.`);
  }

  private aside(text: string): void {
    if (this.meter) this.meter.aside(() => this.output.note(text));
    else this.output.note(text);
  }
}
