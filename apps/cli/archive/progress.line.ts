import type { Output } from '../output';

const ERASE_LINE = '\r\u001b[K';
const EVERY_MS = 100;

/** One line on the terminal that says how far a long work has come; elsewhere and for programs nothing. */
export class ProgressLine {
  private readonly visible: boolean;
  private lastShown = 0;
  private shown = false;

  constructor(
    output: Output,
    private readonly verb: string,
  ) {
    this.visible = output.errorIsTerminal && !output.json;
  }

  /** @param share from 0 to 1; 0 where the whole is not known */
  readonly update = (records: number, share = 0): void => {
    if (!this.visible) return;
    const now = performance.now();
    if (now - this.lastShown < EVERY_MS) return;
    this.lastShown = now;
    this.shown = true;
    const percent = share > 0 ? `  ${Math.floor(share * 100)}%` : '';
    process.stderr.write(`${ERASE_LINE}${this.verb}${percent}  ${records.toLocaleString('en')} records`);
  };

  /** Lets something else be written; the line comes back at its next beat. */
  clear(): void {
    if (this.shown) process.stderr.write(ERASE_LINE);
    this.shown = false;
  }
}
