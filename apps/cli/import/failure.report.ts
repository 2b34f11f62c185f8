import type { FieldFault } from '../command.failure';
import type { Output } from '../output';
import type { ProgressMeter } from './progress.meter';

/** Why one line came to nothing: what is wrong with its fields, or what the server said. */
export interface LineFailure {
  readonly detail?: string;
  readonly code?: string;
  readonly status?: number;
  readonly errors?: readonly FieldFault[];
}

/** Names each line that failed, as `file:line: field: message`. */
export class FailureReport {
  meter?: ProgressMeter;

  constructor(private readonly output: Output) {}

  add(file: string, line: number, { detail, code, status, errors = [] }: LineFailure): void {
    const fields = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
    // The server's detail only repeats the fields where it has some to name.
    const text = fields === '' ? `${code ?? 'failed'}: ${detail ?? 'no reason was given'}` : fields;
    const write = (): void => this.output.itemFailed(`${file}:${line}: ${text}`, { file, line, code, status, detail, errors });
    if (this.meter) this.meter.aside(write);
    else write();
  }
}
