import { SingleBar } from 'cli-progress';
import type { Output } from '../output';
import { countsText } from './counts.rules';
import type { Counts } from './import.types';
import { rateOf } from './summary.rules';

/** Shows how an import comes along, on standard error. */
export interface ProgressMeter {
  /** @param bytes of all files that are done; @param claims of this run */
  update(bytes: number, claims: number, counts: Counts): void;
  /** Lets something else be written without tearing the display. */
  aside(write: () => void): void;
  stop(): void;
}

const LINE_EVERY_MS = 5_000;
const ERASE_LINE = '\r\u001b[K';

/** A bar on a terminal, a line every few seconds elsewhere, nothing for programs. */
export function progressMeter(output: Output, totalBytes: number): ProgressMeter {
  if (output.json) return { update: () => undefined, aside: (write) => write(), stop: () => undefined };
  return output.errorIsTerminal ? new BarMeter(totalBytes) : new LineMeter(output, totalBytes);
}

class BarMeter implements ProgressMeter {
  private readonly bar = new SingleBar({
    format: 'Importing {bar} {percentage}% | {claims} claims | {rate}/s | {counts}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    // Whatever is changed on the terminal would stay so after a second Ctrl-C; the import has handlers of its own.
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    stopOnComplete: false,
    stream: process.stderr,
    fps: 8,
  });
  private readonly started = performance.now();

  constructor(totalBytes: number) {
    this.bar.start(totalBytes, 0, { claims: 0, rate: 0, counts: '' });
  }

  update(bytes: number, claims: number, counts: Counts): void {
    const seconds = (performance.now() - this.started) / 1_000;
    this.bar.update(bytes, { claims, rate: rateOf(claims, seconds), counts: countsText(counts) });
  }

  aside(write: () => void): void {
    // The bar draws itself again at its next beat.
    process.stderr.write(ERASE_LINE);
    write();
  }

  stop(): void {
    this.bar.stop();
  }
}

class LineMeter implements ProgressMeter {
  private readonly started = performance.now();
  private lastShown = this.started;

  constructor(
    private readonly output: Output,
    private readonly totalBytes: number,
  ) {}

  update(bytes: number, claims: number, counts: Counts): void {
    const now = performance.now();
    if (now - this.lastShown < LINE_EVERY_MS) return;
    this.lastShown = now;
    const percent = Math.floor((100 * bytes) / Math.max(this.totalBytes, 1));
    this.output.note(`${percent}%  ${claims} claims, ${rateOf(claims, (now - this.started) / 1_000)}/s  (${countsText(counts)})`);
  }

  aside(write: () => void): void {
    write();
  }

  stop(): void {
    // Nothing is drawn that would have to be taken away.
  }
}
