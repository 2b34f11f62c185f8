export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
  /** Gives way when the table is wider than the terminal; of several the widest does. */
  readonly flexible?: boolean;
}

export interface TableOptions {
  /** Columns of the terminal; undefined, as in a pipe, cuts nothing. */
  readonly width?: number;
  readonly indent?: string;
}

const GAP = '  ';
const NARROWEST = 8;

/** Lines of a table, the titles first. Cells are plain text without colours, already printable. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const indent = options.indent ?? '';
  const widths = fitted(columns, naturalWidths(columns, rows), options.width && options.width - indent.length);
  const line = (cells: readonly string[]): string => {
    const padded = columns.map((column, index) => pad(cells[index] ?? '', widths[index] ?? 0, column.right === true));
    return `${indent}${padded.join(GAP)}`.trimEnd();
  };
  return [columns.map((column) => column.title), ...rows].map(line);
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map((column, index) => Math.max(length(column.title), ...rows.map((row) => length(row[index] ?? ''))));
}

function fitted(columns: readonly Column[], widths: readonly number[], limit: number | undefined): number[] {
  const fittedWidths = [...widths];
  const gaps = GAP.length * (columns.length - 1);
  let surplus = limit === undefined ? 0 : fittedWidths.reduce((sum, width) => sum + width, gaps) - limit;
  for (; surplus > 0; surplus -= 1) {
    const widest = Math.max(...fittedWidths.filter((_, index) => columns[index]?.flexible));
    if (!(widest > NARROWEST)) break;
    fittedWidths[fittedWidths.findIndex((width, index) => width === widest && columns[index]?.flexible)] = widest - 1;
  }
  return fittedWidths;
}

function pad(text: string, width: number, right: boolean): string {
  const characters = [...text];
  const cut = characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
  const blanks = ' '.repeat(Math.max(width - length(cut), 0));
  return right ? blanks + cut : cut + blanks;
}

function length(text: string): number {
  return [...text].length;
}
