import { connect } from '../connection.options';
import { EXIT, type ExitCode } from '../exit-code';
import type { Output } from '../output';
import { NOTHING, sum, totalOf } from './counts.rules';
import { type ImportOptions, readImportSettings } from './import.settings';
import { ImportRun } from './import.run';
import { onInterruption } from './interruption';
import { Interrupted } from './retrying';
import { type ImportSummary, rateOf, summaryLines } from './summary.rules';

/** Imports files; says what became of them, and how to go on where they are not complete. */
export async function importFiles(output: Output, options: ImportOptions, paths: readonly string[]): Promise<ExitCode> {
  const settings = await readImportSettings(output, options, paths);
  const client = await connect(options);
  const interruption = onInterruption(output);
  const run = new ImportRun(output, client, settings, interruption.signal);
  const started = performance.now();
  try {
    await run.all();
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      if (run.progress.length > 0) output.note(run.howToGoOn());
      throw error;
    }
  } finally {
    interruption.release();
  }
  const summary = summaryOf(run, (performance.now() - started) / 1_000, interruption.signal.aborted);
  if (output.json) output.data(summary);
  else summaryLines(summary).forEach((line) => output.line(line));
  if (summary.end !== 'complete') output.note(run.howToGoOn());
  return exitCodeOf(summary);
}

function summaryOf(run: ImportRun, seconds: number, aborted: boolean): ImportSummary {
  const claims = sum(...run.progress.map(({ counts }) => counts), { ...NOTHING, failed: run.unrecordedFailures });
  return {
    files: run.files,
    end: run.complete ? 'complete' : aborted ? 'interrupted' : 'stopped',
    sources: run.sources.counts,
    claims,
    seconds: Math.round(seconds * 1_000) / 1_000,
    rate: rateOf(totalOf(run.counts), seconds),
    resumed_lines: run.resumedLines,
  };
}

function exitCodeOf({ end, claims, sources }: ImportSummary): ExitCode {
  if (end === 'interrupted') return EXIT.interrupted;
  return end === 'stopped' || claims.failed > 0 || sources.failed > 0 ? EXIT.partial : EXIT.ok;
}
