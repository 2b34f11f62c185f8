import { fine, whole } from './figure.rules';
import { gateTables } from './gates-report.rules';
import { knowledgeTables } from './knowledge-report.rules';
import { cpu, RATE, spread, type Table, TIMES, times } from './table.rules';
import type { Results } from './results.types';
import { ratiosOf, targetsOf } from './targets.rules';

/** The results as tables for people; an empty measurement has none. */
export function tablesOf(results: Results): Table[] {
  return [singleTable(results), batchTable(results), memoryTable(results), queryTable(results), ...knowledgeTables(results), ...gateTables(results), startTable(results), writersTable(results)]
    .flat()
    .concat(ratioTable(results), targetTable(results))
    .filter(({ rows }) => rows.length > 0);
}

function singleTable({ single = [] }: Results): Table {
  return {
    title: 'Single claims, POST, closed loop',
    columns: ['program', 'connections', ...RATE, ...TIMES, 'CPU µs/claim'],
    rows: single.map((one) => [one.program, whole(one.connections), ...spread(one.perSecond), ...times(one.latency), cpu(one.cpuMicrosPerClaim)]),
  };
}

function batchTable({ batch, raw = [] }: Results): Table {
  return {
    title: 'Many claims at once (latency of a whole request)',
    columns: ['program', 'claims each', 'connections', ...RATE, ...TIMES, 'CPU µs/claim'],
    rows: [
      ...(batch ? [['StemeDB, NDJSON batch', whole(batch.claimsPerRequest), whole(batch.connections), ...spread(batch.perSecond), ...times(batch.latency), cpu(batch.cpuMicrosPerClaim)]] : []),
      ...raw.map((one) => ['raw insert, no HTTP', whole(one.rowsPerCommit), whole(one.connections), ...spread(one.perSecond), '–', '–', '–']),
    ],
  };
}

function memoryTable({ memory }: Results): Table {
  const { writes, searches = [] } = memory ?? {};
  return {
    title: 'MCP memory server, one client',
    columns: ['does', 'claims', 'median /s', ...TIMES],
    rows: [
      ...(writes ? [['writes one after another', whole(writes.claims), whole(writes.perSecond), ...times(writes.latency)]] : []),
      ...searches.map(({ claims, latency }) => ['searches a subject', whole(claims), fine(1_000 / latency.p50), ...times(latency)]),
    ],
  };
}

function queryTable({ query = [] }: Results): Table {
  return {
    title: 'Questions by subject and predicate, open loop (latency from the moment each was due)',
    columns: ['question', 'claims', 'asked /s', ...TIMES, 'max ms', 'of it generator p99'],
    rows: query.map((one) => [one.question, whole(one.claims), whole(one.perSecond), ...times(one.latency), fine(one.latency.max), fine(one.lateness.p99)]),
  };
}

function startTable({ start }: Results): Table {
  return {
    title: 'Start on an existing store',
    columns: ['what', 'claims', 'median', 'spread'],
    rows: start
      ? [
          ['start to ready, ms', whole(start.claims), ...spread(start.readyMs)],
          ...(start.idleMiB ? [['memory when idle, MiB', whole(start.claims), ...spread(start.idleMiB)]] : []),
        ]
      : [],
  };
}

function writersTable({ writers }: Results): Table {
  return {
    title: 'Two writers at once',
    columns: ['program', 'acknowledged', 'distinct', 'kept', 'kept twice'],
    rows: writers
      ? [
          ['two memory servers, one file', whole(writers.memory.acknowledged), whole(writers.memory.acknowledged), whole(writers.memory.kept), '0'],
          ['two StemeDB servers, one PostgreSQL', whole(writers.stemedb.acknowledged), whole(writers.stemedb.distinct), whole(writers.stemedb.kept), whole(writers.stemedb.copies)],
        ]
      : [],
  };
}

function ratioTable(results: Results): Table {
  return { title: 'Ratios', columns: ['StemeDB ÷ baseline', '×'], rows: ratiosOf(results).map(({ name, value }) => [name, fine(value)]) };
}

function targetTable(results: Results): Table {
  return {
    title: 'Objectives',
    columns: ['what', 'wanted', 'measured', ''],
    rows: targetsOf(results).map(({ name, wanted, measured, met }) => [name, wanted, fine(measured), met ? 'met' : 'MISSED']),
  };
}

/** The table in Markdown with its columns padded, so that it reads well in a terminal too. */
export function renderTable({ title, columns, rows }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_column, index) => Math.max(3, ...lines.map((line) => (line[index] ?? '').length)));
  const render = (line: readonly string[]): string =>
    `| ${widths.map((width, index) => (index === 0 ? (line[index] ?? '').padEnd(width) : (line[index] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [`## ${title}`, '', render(columns), rule, ...rows.map(render), ''].join('\n');
}
