import { createHash } from 'node:crypto';
import { type ApiClient, ApiRefusal } from '../api-client';
import { isTransient } from '../api-answer.rules';
import type { FailureReport } from './failure.report';
import { type InputFile, type InputRecord, isFaulty } from './import.types';
import { kindOf } from './line.rules';
import { readRecords } from './record.reader';
import { Interrupted, retrying, type RetryPolicy } from './retrying';
import { sourceLine, type SourceLine } from './source-line.rules';

/** What claims can cite: the hash of each source by its name, or that it was refused. */
export type SourceIndex = ReadonlyMap<string, { readonly hash: string; readonly refused: boolean }>;

interface Named {
  hash: string;
  refused: boolean;
}

const IN_FLIGHT = 8;

/** Reads every file once: registers its sources and takes its fingerprint. */
export class SourceImporter {
  readonly index = new Map<string, Named>();
  readonly counts = { created: 0, duplicate: 0, failed: 0 };
  private readonly inFlight = new Set<Promise<void>>();
  private fatal: unknown;

  constructor(
    private readonly client: ApiClient,
    private readonly policy: RetryPolicy,
    private readonly report: FailureReport,
  ) {}

  /**
   * Resolves when every source of the file is registered or refused.
   *
   * @returns the SHA-256 of the file, hex
   * @throws Interrupted; ApiRefusal or ApiUnreachable where no source can be registered
   */
  async read(file: InputFile): Promise<string> {
    const digest = createHash('sha256');
    for await (const record of readRecords(file, { onBytes: (chunk) => digest.update(chunk) })) {
      if (this.policy.stop.aborted) throw new Interrupted('The import was interrupted');
      if (this.fatal !== undefined) break;
      // A CSV file holds claims alone.
      if (file.format === 'ndjson') await this.take(file, record);
    }
    await Promise.all(this.inFlight);
    if (this.fatal !== undefined) throw this.fatal;
    return digest.digest('hex');
  }

  private async take(file: InputFile, { line, content }: InputRecord): Promise<void> {
    // Lines that are no sources, bad ones included, have their turn with the claims.
    if (isFaulty(content) || kindOf(content.fields) !== 'source') return;
    const source = sourceLine(content.fields);
    if (isFaulty(source)) {
      this.fail(file, line, source.faults);
      const { ref } = content.fields;
      if (typeof ref === 'string') this.index.set(ref, { hash: '', refused: true });
      return;
    }
    const named = this.name(source);
    if (named === undefined) {
      this.fail(file, line, [{ path: 'ref', message: 'another source has this name already' }]);
      return;
    }
    while (this.inFlight.size >= IN_FLIGHT) await Promise.race(this.inFlight);
    const task: Promise<void> = this.register(file, line, source, named).finally(() => this.inFlight.delete(task));
    this.inFlight.add(task);
  }

  /** Undefined where the name belongs to another source. */
  private name({ ref, hash }: SourceLine): Named | undefined {
    const named = { hash, refused: false };
    if (ref === undefined) return named;
    const known = this.index.get(ref);
    if (known === undefined) this.index.set(ref, named);
    return known === undefined || known.hash === hash ? (known ?? named) : undefined;
  }

  /** Never rejects: what ends the import is kept for `read`. */
  private async register(file: InputFile, line: number, source: SourceLine, named: Named): Promise<void> {
    try {
      const answer = await retrying(() => this.client.post('/v1/source', source.body), this.policy);
      this.counts[answer.status === 201 ? 'created' : 'duplicate'] += 1;
    } catch (error) {
      if (!(error instanceof ApiRefusal) || isTransient(error.status) || concernsAll(error.status)) {
        this.fatal ??= error;
        return;
      }
      named.refused = true;
      this.counts.failed += 1;
      this.report.add(file.path, line, { detail: error.message, ...error.details });
    }
  }

  private fail(file: InputFile, line: number, errors: { path: string; message: string }[] | readonly { readonly path: string; readonly message: string }[]): void {
    this.counts.failed += 1;
    this.report.add(file.path, line, { errors });
  }
}

/** A refused key or a missing route would refuse the next source as well. */
function concernsAll(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 405;
}
