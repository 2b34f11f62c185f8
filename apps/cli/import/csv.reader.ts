import { Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import { wrongInput } from '../command.failure';
import { type Columns, fieldsOfRow, readHeader } from './csv.rules';
import { type Faults, type InputRecord, isFaulty } from './import.types';
import { NewlineCounter } from './newline.counter';

const LONGEST_RECORD_BYTES = 10 * 1024 * 1024;

interface Row {
  readonly record: string[];
  readonly info: Info;
}

/**
 * The records of a CSV file (RFC 4180) after its header.
 *
 * @throws CommandFailure usage for a wrong header, and for a quote that is never closed or stands in a wrong place:
 *   nobody can tell where the next record begins
 */
export async function* readCsv(path: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<InputRecord> {
  const newlines = new NewlineCounter();
  let columns: Columns | undefined;
  let endByte = 0;
  let lastLine = 0;
  let emptyLines = 0;
  for await (const { record, info } of rows(path, chunks, newlines)) {
    const line = lastLine + 1 + (info.empty_lines - emptyLines);
    emptyLines = info.empty_lines;
    endByte = info.bytes;
    lastLine = Math.max(newlines.before(endByte), line);
    if (columns === undefined) columns = columnsOf(path, record);
    else yield { line, lastLine, endByte, content: contentOf(columns, record) };
  }
  if (columns === undefined) throw wrongInput(`${path}: the header row is missing.`);
}

async function* rows(path: string, chunks: AsyncIterable<Buffer>, newlines: NewlineCounter): AsyncGenerator<Row> {
  const parser = parse({ bom: true, info: true, skip_empty_lines: true, relax_column_count: true, max_record_size: LONGEST_RECORD_BYTES });
  const source = Readable.from(watched(chunks, newlines));
  // `pipe` alone would leave a failing source unheard.
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of source.pipe(parser)) yield row as Row;
  } catch (error) {
    if (!isCsvError(error)) throw error;
    // The parser stands at the beginning of the record that it cannot read; its own count of lines is not used,
    // because it takes CRLF within quotes for two.
    const line = newlines.before(Number(error['bytes'])) + 1;
    throw wrongInput(`${path}:${line}: this is not CSV: ${error.message.replace(/ (at|on) line \d+/, '')}`);
  } finally {
    source.destroy();
  }
}

async function* watched(chunks: AsyncIterable<Buffer>, newlines: NewlineCounter): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    newlines.feed(chunk);
    yield chunk;
  }
}

function columnsOf(path: string, cells: readonly string[]): Columns {
  const header = readHeader(cells);
  if (isFaulty(header)) throw wrongInput(`${path}: the header row is wrong.`, header.faults);
  return header.columns;
}

/** The parser decodes as it goes; what was no UTF-8 has become U+FFFD, which no claim needs. */
function contentOf(columns: Columns, cells: readonly string[]): InputRecord['content'] {
  const broken: Faults = { faults: [{ path: '', message: 'expected UTF-8' }] };
  return cells.some((cell) => cell.includes('\ufffd')) ? broken : fieldsOfRow(columns, cells);
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('CSV_');
}
