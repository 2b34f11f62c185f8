import * as fc from 'fast-check';
import { endLine, type Manifest, manifestLine, readEnd, readManifest, readRecord, recordOf } from './archive-line.rules';
import type { RecordKind } from './record-kind.rules';
import { RECORD_KINDS } from './record-kinds.rules';
import { recordArbitrary } from './testing/record.arbitrary';

const KINDS = new Map(RECORD_KINDS.map((kind) => [kind.kind, kind]));
const read = (line: string) => readRecord(line, KINDS);
const fault = { fault: expect.any(String) as string };

const MANIFEST: Manifest = {
  format: 'stemedb/archive/v1',
  created_at: '2026-01-01T00:00:00.000Z',
  as_of: '2026-01-01T00:00:00.000000Z',
  namespaces: ['default'],
  stemedb_version: '0.1.0',
};
const COMMIT = '{"kind":"commit","namespace":"default","recorded_at":"2026-01-01T00:00:00.000000Z","instance_id":"00000000-0000-4000-8000-000000000000"}';

describe('a line of an archive', () => {
  it.each(RECORD_KINDS.map((kind) => [kind.kind, kind] as const))('is read as the record of kind %s that it was written from', (_name, kind) => {
    fc.assert(fc.property(recordArbitrary(kind), (record) => expect(read(record.line)).toEqual(record)), { numRuns: 50 });
  });

  it('is one for one record: what would be read as the same is refused', () => {
    expect(read(COMMIT)).toMatchObject({ namespace: 'default', line: COMMIT });
    expect(read(COMMIT.replace(':', ': '))).toEqual(fault);
    expect(read(COMMIT.replace('"kind":"commit","namespace":"default"', '"namespace":"default","kind":"commit"'))).toEqual(fault);
    expect(read(COMMIT.replace('"recorded_at"', '"recorded_at":"2025-01-01T00:00:00.000000Z","recorded_at"'))).toEqual(fault);
    expect(read(COMMIT.replace('default', '\\u0064efault'))).toEqual(fault);
    expect(read(` ${COMMIT}`)).toEqual(fault);
  });

  it('leaves out what a column was given when it was made, as lines from before it do', () => {
    const trust = { agent_id: 'ab'.repeat(32), recorded_at: MANIFEST.as_of, trust: 0.5, cause: 'c', detail: 'd' };
    const lineOf = (ordinal: number | undefined) => {
      const { agent_id, recorded_at, ...rest } = trust;
      return JSON.stringify({ kind: 'trust_event', namespace: 'default', agent_id, recorded_at, ordinal, ...rest });
    };
    const kind = KINDS.get('trust_event') as RecordKind;
    for (const ordinal of [undefined, 1]) {
      expect(recordOf(kind, 'default', { ...trust, ordinal: ordinal ?? 0, effective_at: null }).line).toBe(lineOf(ordinal));
      expect(read(lineOf(ordinal))).toMatchObject({ line: lineOf(ordinal) });
    }
    expect(read(lineOf(0))).toEqual({ fault: 'it is not in canonical form' });
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['an unknown kind', COMMIT.replace('commit', 'rumour')],
    ['a kind that is a member of every object', COMMIT.replace('commit', 'constructor')],
    ['no namespace', COMMIT.replace('"namespace":"default",', '')],
    ['a namespace that cannot be', COMMIT.replace('default', 'De fault')],
    ['an unknown member', COMMIT.replace('}', ',"more":1}')],
    ['null for what is left out', COMMIT.replace('}', ',"instance_id":null}')],
    ['a moment without microseconds', COMMIT.replace('.000000Z', 'Z')],
  ])('is refused with %s', (_what, line) => {
    expect(read(line)).toEqual(fault);
  });
});

describe('the first line', () => {
  it('is read as it was written, and not in another spelling or format', () => {
    const line = manifestLine(MANIFEST);
    expect(readManifest(line)).toEqual(MANIFEST);
    expect(readManifest(line.replace(',', ', '))).toBeUndefined();
    expect(readManifest(line.replace('/v1', '/v2'))).toBeUndefined();
    expect(readManifest(line.replace('}', ',"more":1}'))).toBeUndefined();
    expect(readManifest(COMMIT)).toBeUndefined();
    expect(readManifest('')).toBeUndefined();
  });
});

describe('the last line', () => {
  const END = { kind: 'end', counts: { commit: 1 }, digest: 'ab'.repeat(32), seal: 'cd'.repeat(32) } as const;

  it('is read as it was written, and not in another spelling', () => {
    expect(readEnd(endLine(END))).toEqual(END);
    expect(readEnd(endLine(END).toUpperCase())).toBeUndefined();
    expect(readEnd(endLine({ ...END, counts: { commit: 0 } }))).toBeUndefined();
    expect(readEnd(endLine({ ...END, digest: 'ab' }))).toBeUndefined();
  });
});
