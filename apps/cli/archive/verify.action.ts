import { type RecordFault, type Verification, verifyArchive, verifyStore } from '@stemedb/knowledge/archive';
import { CommandFailure } from '../command.failure';
import { EXIT, type ExitCode } from '../exit-code';
import type { Output } from '../output';
import { printable } from '../printable.rules';
import { archiveFailure } from './archive.failure';
import { chosenNamespace, type StoreOptions, withFilledStore } from './archive-store';
import { archiveLines } from './archive-view.rules';
import { ProgressLine } from './progress.line';

export interface VerifyOptions extends StoreOptions {
  readonly namespace?: string;
}

/** The JSON result names as many; all of them come as lines on standard error, whatever their number. */
const MAX_NAMED = 1_000;

/** Verifies the store, or an archive. */
export async function verify(output: Output, options: VerifyOptions, path: string | undefined): Promise<ExitCode> {
  const report = new FaultReport(output, new ProgressLine(output, 'Verifying'));
  try {
    const namespace = chosenNamespace(options.namespace);
    const { progress, add } = report;
    const found =
      path === undefined
        ? await withFilledStore(output, options, (url) => verifyStore(url, namespace, add, progress.update))
        : await verifyArchive(path, add, progress.update);
    return report.end(found);
  } catch (error) {
    report.progress.clear();
    throw couldNotRun(archiveFailure(error, path));
  }
}

/** An archive that is not whole has failed; whatever else keeps the verification from its end leaves it open. */
function couldNotRun(failure: unknown): unknown {
  if (!(failure instanceof CommandFailure) || failure.details.code === 'archive_unreadable') return failure;
  return new CommandFailure(EXIT.usage, failure.message, failure.details);
}

/** Names rows that fail as they are found, and keeps no more of them than the result can show. */
class FaultReport {
  private readonly named: RecordFault[] = [];

  constructor(
    private readonly output: Output,
    readonly progress: ProgressLine,
  ) {}

  readonly add = (fault: RecordFault): void => {
    const { kind, namespace, hash, problem } = fault;
    if (this.named.length < MAX_NAMED) this.named.push(fault);
    this.progress.clear();
    if (this.output.json) this.output.itemFailed('', fault);
    else this.output.line(`${this.output.paint('red', 'failed')}  ${kind}  ${namespace}  ${printable(hash)}  ${printable(problem)}`);
  };

  end(found: Verification): ExitCode {
    const { failed } = found;
    this.progress.clear();
    if (this.output.json) this.output.data({ ok: failed === 0, ...found, faults: this.named });
    else {
      archiveLines('verified', found).forEach((line) => this.output.line(line));
      const redacted = found.counts['redaction'] ?? 0;
      if (redacted > 0) this.output.line(`${redacted} redacted: an administrator erased what they held, and nothing is damaged by that.`);
      this.output.line(failed === 0 ? this.output.paint('green', 'All is well.') : this.output.paint('red', `${failed} failed.`));
    }
    return failed === 0 ? EXIT.ok : EXIT.refused;
  }
}
