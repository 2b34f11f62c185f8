import { booleanWord, jsonNumber, jsonObject } from '../claim-input.rules';
import type { FieldFault } from '../command.failure';
import { MOMENT_EXPECTED, unixSeconds } from '../moment.rules';
import type { Faults, Fields } from './import.types';

const TEXT_COLUMNS = ['subject', 'predicate', 'source_hash', 'source_ref', 'source_class', 'epoch', 'parent_hash', 'lifecycle', 'narrative', 'visual_hash', 'agent'];
const COLUMNS = [...TEXT_COLUMNS, 'object_type', 'object_value', 'confidence', 'source_metadata', 'valid_from', 'valid_to', 'agents'];
const NEEDED = ['subject', 'predicate', 'object_value', 'confidence'];
const OBJECT_TYPES = ['Text', 'Number', 'Boolean', 'Reference'];
const AGENT_SEPARATOR = ';';

/** The columns of a CSV file, in its order. */
export type Columns = readonly string[];

/** Reads the header row. An unknown column is a mistake: what it holds would be lost without a word. */
export function readHeader(cells: readonly string[]): { readonly columns: Columns } | Faults {
  const columns = cells.map((cell) => cell.trim());
  const faults: FieldFault[] = columns.flatMap((column, index) => {
    if (!COLUMNS.includes(column)) return [{ path: column, message: `unknown column; expected ${COLUMNS.join(', ')}` }];
    return columns.indexOf(column) < index ? [{ path: column, message: 'the column is there twice' }] : [];
  });
  for (const column of NEEDED) if (!columns.includes(column)) faults.push({ path: column, message: 'the column is missing' });
  return faults.length > 0 ? { faults } : { columns };
}

/** A row as the line of an NDJSON file that says the same. An empty cell says nothing. */
export function fieldsOfRow(columns: Columns, cells: readonly string[]): { readonly fields: Fields } | Faults {
  if (cells.length !== columns.length) {
    return { faults: [{ path: '', message: `expected ${columns.length} cells as in the header, found ${cells.length}` }] };
  }
  const row = new Map(columns.map((column, index) => [column, cells[index] ?? '']).filter(([, cell]) => cell !== '') as [string, string][]);
  const faults: FieldFault[] = [];
  const read = <T>(path: string, reader: (cell: string) => T | undefined, expected: string): T | undefined => {
    const cell = row.get(path);
    const value = cell === undefined ? undefined : reader(cell);
    if (cell !== undefined && value === undefined) faults.push({ path, message: expected });
    return value;
  };
  const fields = {
    ...Object.fromEntries(TEXT_COLUMNS.map((column) => [column, row.get(column)])),
    object: objectOf(row, faults),
    confidence: read('confidence', jsonNumber, 'expected a number from 0 to 1'),
    source_metadata: read('source_metadata', jsonObject, 'expected a JSON object'),
    valid_from: read('valid_from', unixSeconds, MOMENT_EXPECTED),
    valid_to: read('valid_to', unixSeconds, MOMENT_EXPECTED),
    agents: read('agents', agentNames, 'expected names with ; between them'),
  };
  return faults.length > 0 ? { faults } : { fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}

function objectOf(row: ReadonlyMap<string, string>, faults: FieldFault[]): unknown {
  const cell = row.get('object_value');
  const type = row.get('object_type') ?? 'Text';
  if (!OBJECT_TYPES.includes(type)) {
    faults.push({ path: 'object_type', message: `expected one of ${OBJECT_TYPES.join(', ')}` });
    return undefined;
  }
  if (cell === undefined) {
    faults.push({ path: 'object_value', message: 'missing' });
    return undefined;
  }
  if (type === 'Text' || type === 'Reference') return { type, value: cell };
  const value = type === 'Number' ? jsonNumber(cell) : booleanWord(cell);
  if (value === undefined) faults.push({ path: 'object_value', message: type === 'Number' ? 'expected a number such as 4.28' : 'expected true or false' });
  return { type, value };
}

function agentNames(cell: string): string[] | undefined {
  const names = cell.split(AGENT_SEPARATOR).map((name) => name.trim());
  return names.every((name) => name !== '') ? names : undefined;
}
