import { signedClaim } from '../signed-claim.rules';
import { Acknowledgements } from './acknowledgement.rules';
import type { BatchItem, BatchSender, ItemResult } from './batch.sender';
import { countsOf, NOTHING, sum } from './counts.rules';
import type { FailureReport, LineFailure } from './failure.report';
import { type Counts, type Faults, type Fields, type InputFile, type InputRecord, isFaulty } from './import.types';
import type { Signers } from './key-ring';
import { claimLine, kindOf } from './line.rules';
import { readRecords } from './record.reader';
import type { FileProgress } from './resume.rules';
import type { SourceIndex } from './source.importer';

export interface ClaimImportSettings {
  readonly file: InputFile;
  /** Where to begin. */
  readonly start: FileProgress;
  readonly sender: BatchSender;
  readonly signers: Signers;
  readonly sources: SourceIndex;
  readonly report: FailureReport;
  /** Most claims of one batch. */
  readonly batchSize: number;
  readonly stopOnError: boolean;
  readonly stop: AbortSignal;
  /** Keeps how far the file is done, before the next lines count as done. */
  readonly save: (progress: FileProgress) => Promise<void>;
  readonly onProgress: (endByte: number, counts: Counts) => void;
}

interface Batch {
  readonly items: readonly BatchItem[];
  /** Lines that never left, for they are wrong. */
  readonly wrong: number;
  readonly lastLine: number;
  readonly endByte: number;
}

const IN_FLIGHT = 2;
/** The server takes 10 MiB. */
const BATCH_BYTES = 8 * 1024 * 1024;

/** Signs and sends the claims of one file, at most two batches at a time, and keeps track of what is done. */
export class ClaimImporter {
  /** The state of the import after the batches that are acknowledged without a gap. */
  progress: FileProgress;
  /** What became of the lines of this run, in whatever order they were answered. */
  counts: Counts = NOTHING;
  /** Every line is acknowledged. */
  finished = false;
  /** Set where an error has stopped the import (`stopOnError`). */
  stopped = false;
  private items: BatchItem[] = [];
  private bytes = 0;
  private wrong = 0;
  private last: { lastLine: number; endByte: number };
  private sequence = 0;
  private readonly acknowledgements = new Acknowledgements<{ batch: Batch; counts: Counts }>();
  private readonly inFlight = new Set<Promise<void>>();
  private fatal: unknown;
  /** The server refused a line and the import is to stop at errors: nothing after it may leave. */
  private refused = false;

  constructor(private readonly settings: ClaimImportSettings) {
    this.progress = settings.start;
    this.last = { lastLine: settings.start.lines_done, endByte: 0 };
  }

  private get closed(): boolean {
    return this.settings.stop.aborted || this.refused || this.fatal !== undefined;
  }

  /**
   * Resolves when everything sent has been answered, whether the file is done, the import stopped or interrupted.
   *
   * @throws what a batch as a whole failed with, once the others have been answered
   */
  async run(): Promise<void> {
    let atEnd = true;
    for await (const record of readRecords(this.settings.file, { after: this.settings.start.lines_done })) {
      atEnd = !this.closed && !this.stopped;
      if (!atEnd) break;
      await this.take(record);
    }
    // Stopped at a wrong line, what came before it still goes.
    const allSent = await this.flush();
    await Promise.all(this.inFlight);
    if (this.fatal !== undefined) throw this.fatal;
    this.finished = atEnd && allSent && !this.stopped;
  }

  private async take(record: InputRecord): Promise<void> {
    const text = await this.prepared(record);
    if (isFaulty(text)) {
      this.settings.report.add(this.settings.file.path, record.line, { errors: text.faults });
      this.counts = sum(this.counts, countsOf(['failed']));
      if (this.settings.stopOnError) {
        this.stopped = true;
        return;
      }
      this.wrong += 1;
    } else if (text.claim !== undefined) {
      if (this.bytes + text.claim.length > BATCH_BYTES) await this.flush();
      this.items.push({ line: record.line, text: text.claim });
      this.bytes += Buffer.byteLength(text.claim);
    }
    this.last = { lastLine: record.lastLine, endByte: record.endByte };
    if (this.items.length >= this.settings.batchSize) await this.flush();
  }

  /** The signed claim as JSON; nothing for a source, which is registered by now. */
  private async prepared({ content }: InputRecord): Promise<{ claim?: string } | Faults> {
    if (isFaulty(content)) return content;
    const kind = kindOf(content.fields);
    if (typeof kind !== 'string') return kind;
    if (kind === 'source') return {};
    const line = claimLine(content.fields);
    if (isFaulty(line)) return line;
    const cited = this.cited(line.sourceRef);
    if (isFaulty(cited)) return cited;
    const signing = await this.settings.signers.keysFor(line.labels);
    if (isFaulty(signing)) return signing;
    if (signing.keys.length === 0 && line.fields['signatures'] === undefined) {
      return { faults: [{ path: 'agent', message: 'missing, expected the name of who signs (or give --key)' }] };
    }
    const ready = signedClaim({ ...line.fields, ...cited }, { signers: signing.keys, timestamp: this.progress.timestamp });
    return isFaulty(ready) ? ready : { claim: JSON.stringify(ready.body) };
  }

  private cited(ref: string | undefined): Fields | Faults {
    if (ref === undefined) return {};
    const source = this.settings.sources.get(ref);
    if (source === undefined) return { faults: [{ path: 'source_ref', message: `no source is named ${JSON.stringify(ref)}` }] };
    if (source.refused) return { faults: [{ path: 'source_ref', message: `the source ${JSON.stringify(ref)} was not registered` }] };
    return { source_hash: source.hash };
  }

  /** False where the batch in hand does not leave any more. */
  private async flush(): Promise<boolean> {
    const batch: Batch = { items: this.items, wrong: this.wrong, ...this.last };
    if (batch.lastLine === this.progress.lines_done) return true;
    this.items = [];
    this.bytes = 0;
    this.wrong = 0;
    while (this.inFlight.size >= IN_FLIGHT) await Promise.race(this.inFlight);
    // What does not leave now is read again next time.
    if (this.closed) return false;
    const task: Promise<void> = this.deliver(batch, this.sequence).finally(() => this.inFlight.delete(task));
    this.sequence += 1;
    this.inFlight.add(task);
    return true;
  }

  /** Never rejects: what ends the import is kept for `run`. */
  private async deliver(batch: Batch, sequence: number): Promise<void> {
    try {
      const results = batch.items.length === 0 ? [] : await this.settings.sender.send(batch.items);
      this.reportFailures(results);
      const sent = countsOf(results.map(({ status }) => status));
      this.counts = sum(this.counts, sent);
      if (this.settings.stopOnError && sent.failed > 0) {
        // Not acknowledged: the line that failed is tried again next time.
        this.stopped = true;
        this.refused = true;
        return;
      }
      await this.acknowledge(batch, sequence, sum(sent, { ...NOTHING, failed: batch.wrong }));
    } catch (error) {
      this.fatal ??= error;
    }
  }

  private async acknowledge(batch: Batch, sequence: number, counts: Counts): Promise<void> {
    const inOrder = this.acknowledgements.complete(sequence, { batch, counts });
    const last = inOrder.at(-1);
    if (!last) return;
    this.progress = {
      ...this.progress,
      lines_done: last.batch.lastLine,
      counts: sum(this.progress.counts, ...inOrder.map((done) => done.counts)),
    };
    this.settings.onProgress(last.batch.endByte, this.counts);
    await this.settings.save(this.progress);
  }

  private reportFailures(results: readonly ItemResult[]): void {
    for (const { item, status, error } of results) {
      if (status === 'failed') this.settings.report.add(this.settings.file.path, item.line, (error ?? {}) as LineFailure);
    }
  }
}
