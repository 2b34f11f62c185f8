import { styleText } from 'node:util';
import type { CommandFailure } from './command.failure';
import { printable, printableLines } from './printable.rules';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';
export type Paint = (style: Style, text: string) => string;

/** The part of a stream that output needs; a terminal knows its colours and its width. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  hasColors?(): boolean;
}

/**
 * Where a command speaks: results on standard output, everything else on standard error, so that a pipe carries the
 * result alone. With `--json` both speak JSON.
 */
export class Output {
  /** Colours text for standard output, on a terminal only; NO_COLOR and TERM=dumb are obeyed. */
  readonly paint: Paint;

  constructor(
    readonly json: boolean,
    private readonly stdout: Sink = process.stdout,
    private readonly stderr: Sink = process.stderr,
  ) {
    this.paint = painter(stdout);
  }

  /** Columns of the terminal, undefined in a pipe. */
  get width(): number | undefined {
    return this.stdout.isTTY ? this.stdout.columns : undefined;
  }

  get errorIsTerminal(): boolean {
    return this.stderr.isTTY === true;
  }

  /** One line of the result, for people. */
  line(text = ''): void {
    this.stdout.write(`${text}\n`);
  }

  /** The result for programs, on one line. A text is JSON already and stays as it is. */
  data(value: unknown): void {
    this.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
  }

  /** Something worth knowing that is no part of the result; programs are not told. */
  note(text: string): void {
    if (!this.json) this.stderr.write(`${printable(text)}\n`);
  }

  /** Something that may be a mistake. */
  warn(text: string): void {
    if (this.json) this.stderr.write(`${JSON.stringify({ warning: text })}\n`);
    else this.stderr.write(`${painter(this.stderr)('yellow', 'warning:')} ${printable(text)}\n`);
  }

  /** One item that failed while the others go on. */
  itemFailed(text: string, details: object): void {
    this.stderr.write(this.json ? `${JSON.stringify(details)}\n` : `${printable(text)}\n`);
  }

  /** Why the command ends. */
  failure({ message, details }: CommandFailure): void {
    if (this.json) {
      this.stderr.write(`${JSON.stringify({ error: { message, ...details } })}\n`);
      return;
    }
    const fields = (details.errors ?? []).map(({ path, message: fault }) => `\n  ${path === '' ? '' : `${path}: `}${fault}`);
    const trail = details.request_id ? `\n  request ${details.request_id}` : '';
    this.stderr.write(`${painter(this.stderr)('red', 'error:')} ${printableLines(message + fields.join('') + trail)}\n`);
  }
}

function painter(sink: Sink): Paint {
  // The terminal itself knows NO_COLOR and TERM; styleText alone would also obey FORCE_COLOR in a pipe.
  const colourful = sink.isTTY === true && sink.hasColors?.() === true;
  return (style, text) => (colourful ? styleText(style, text, { validateStream: false }) : text);
}
