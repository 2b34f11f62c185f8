import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { wrongInput } from '../command.failure';
import { type FileProgress, formatState, NO_STATE, parseState, progressOf, type ResumeState, type Target, withoutProgress, withProgress } from './resume.rules';

const SUFFIX = '.stemedb-import.json';

/** The state file beside an imported file: how far each import of it has come. */
export class ResumeFile {
  private lastWrite: Promise<void> = Promise.resolve();

  private constructor(
    readonly path: string,
    private state: ResumeState,
  ) {}

  /** @throws CommandFailure usage where the state file cannot be read */
  static async open(importedPath: string): Promise<ResumeFile> {
    const path = `${importedPath}${SUFFIX}`;
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw wrongInput(`The state file ${path} cannot be read: ${error.message}. Repair it, or import with --no-resume.`);
    });
    return new ResumeFile(path, (text === undefined ? undefined : parseState(text)) ?? NO_STATE);
  }

  earlier(target: Target): FileProgress | undefined {
    return progressOf(this.state, target);
  }

  /**
   * Replaces the file in one step, so that it is whole whenever the program ends. Calls take turns.
   *
   * @throws CommandFailure usage where it cannot be written
   */
  save(progress: FileProgress): Promise<void> {
    this.state = withProgress(this.state, progress);
    return this.enqueue(() => this.write());
  }

  /** The import is complete: its progress is worth nothing any more. */
  finish(target: Target): Promise<void> {
    this.state = withoutProgress(this.state, target);
    return this.enqueue(() => (this.state.imports.length === 0 ? rm(this.path, { force: true }) : this.write()));
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const turn = this.lastWrite.then(work);
    // A failed write is its caller's to handle; the next one may still succeed.
    this.lastWrite = turn.catch(() => undefined);
    return turn;
  }

  private async write(): Promise<void> {
    const draft = `${this.path}.${process.pid}.tmp`;
    try {
      await writeFile(draft, formatState(this.state));
      await rename(draft, this.path);
    } catch (error) {
      await rm(draft, { force: true });
      throw wrongInput(`The state file ${this.path} cannot be written: ${(error as Error).message}. Make its directory writable, or import with --no-resume.`);
    }
  }
}
