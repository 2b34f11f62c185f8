import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { contentHash } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { endLine, manifestLine, readEnd } from './archive-line.rules';
import { ArchiveReader } from './archive.reader';
import { verifyArchive } from './archive.verifier';
import { ArchiveWriter } from './archive.writer';
import { storedMember } from './gzip-member.rules';
import { claimOf, commit, MANIFEST, signed, source, writeArchive } from './testing/record.builder';

const claims = Array.from({ length: 20 }, (_, number) => signed(claimOf({ subject: `s:${number}`, narrative: 'the why, in words' })));
const RECORDS = [...claims.map(([claim]) => claim), commit(), ...claims.map(([, signature]) => signature), source(Buffer.from('evidence'))];
const LINES = RECORDS.map(({ line }) => line);

describe('an archive on the disk', () => {
  let directory: string;
  let sound: Buffer;
  const path = (name = 'archive') => join(directory, name);
  const verify = () => verifyArchive(path(), () => undefined);
  const refusal = { code: 'archive_unreadable' };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stemedb-reader-'));
    await writeArchive(path(), RECORDS);
    sound = readFileSync(path());
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** An archive whose seal is right, whatever else is wrong with it. */
  function reseal(lines: readonly string[], end: { digest?: string; counts?: Record<string, number> } = {}): void {
    const body = gzipSync(lines.map((line) => `${line}\n`).join(''));
    const own = readEnd(gunzipSync(sound).toString().trimEnd().split('\n').at(-1) ?? '');
    if (!own) throw new Error('The archive has no end');
    writeFileSync(path(), Buffer.concat([body, storedMember(`${endLine({ ...own, ...end, seal: contentHash(body) })}\n`)]));
  }

  it('is plain gzip of one line a record between manifest and end, readable by its owner alone', async () => {
    writeFileSync(path(), sound);
    const lines = gunzipSync(sound).toString().split('\n');
    expect(lines.slice(0, -2)).toEqual([manifestLine(MANIFEST), ...LINES]);
    expect(readEnd(lines.at(-2) ?? '')?.counts).toEqual({ assertion: 20, commit: 1, signature: 20, source: 1 });
    expect(lines.at(-1)).toBe('');
    await writeArchive(path('mode'), []);
    expect((await stat(path('mode'))).mode & 0o777).toBe(0o600);
    const seen: string[] = [];
    for await (const { line } of (await ArchiveReader.open(path())).records()) seen.push(line);
    expect(seen).toEqual(LINES);
  });

  it('has a digest that anybody can compute: of its format and its record lines', async () => {
    writeFileSync(path(), sound);
    expect((await verify()).digest).toBe(contentHash(`stemedb/archive/v1\n${LINES.map((line) => `${line}\n`).join('')}`));
  });

  it('is refused with any bit of it changed', async () => {
    const offset = fc.nat({ max: sound.length - 1 });
    await fc.assert(
      fc.asyncProperty(offset, fc.nat({ max: 7 }), async (at, bit) => {
        const flipped = Buffer.from(sound);
        flipped[at]! ^= 1 << bit;
        writeFileSync(path(), flipped);
        await expect(verify()).rejects.toMatchObject(refusal);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused cut short anywhere, and with anything behind it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: sound.length - 1 }), async (length) => {
        writeFileSync(path(), sound.subarray(0, length));
        await expect(verify()).rejects.toMatchObject(refusal);
      }),
    );
    for (const more of [Buffer.of(0), Buffer.from('\n'), sound, storedMember('{}\n')]) {
      writeFileSync(path(), Buffer.concat([sound, more]));
      await expect(verify()).rejects.toMatchObject(refusal);
    }
  });

  it.each<[string, () => void]>([
    ['its records in another order', () => reseal([manifestLine(MANIFEST), ...LINES.toReversed()])],
    ['one record less', () => reseal([manifestLine(MANIFEST), ...LINES.slice(1)])],
    ['one record twice', () => reseal([manifestLine(MANIFEST), ...LINES, ...LINES.slice(-1)])],
    ['another count', () => reseal([manifestLine(MANIFEST), ...LINES], { counts: { assertion: 42 } })],
    ['another digest', () => reseal([manifestLine(MANIFEST), ...LINES], { digest: '0'.repeat(64) })],
    ['no manifest', () => reseal(LINES)],
    ['nothing in it', () => reseal([])],
    ['a namespace that the manifest does not name', () => reseal([manifestLine({ ...MANIFEST, namespaces: ['default'] }), ...LINES])],
    ['a line that is no record', () => reseal([manifestLine(MANIFEST), ...LINES, '{}'])],
    ['a line that is not UTF-8', () => {
      const body = gzipSync(Buffer.concat([Buffer.from(`${manifestLine(MANIFEST)}\n`), Buffer.of(0xff, 0x0a)]));
      writeFileSync(path(), Buffer.concat([body, storedMember(`${endLine({ kind: 'end', counts: {}, digest: '0'.repeat(64), seal: contentHash(body) })}\n`)]));
    }],
    ['a body that is not packed', () => {
      const body = Buffer.from('no gzip at all');
      writeFileSync(path(), Buffer.concat([body, storedMember(`${endLine({ kind: 'end', counts: {}, digest: '0'.repeat(64), seal: contentHash(body) })}\n`)]));
    }],
    ['none of an archive', () => writeFileSync(path(), '{"subject":"s"}\n')],
    ['nothing', () => writeFileSync(path(), '')],
  ])('is refused with %s, though its seal may hold', async (_what, spoil) => {
    spoil();
    await expect(verify()).rejects.toMatchObject(refusal);
  });

  it('does not bear its name before it is whole, and leaves nothing behind when it is given up', async () => {
    const writer = await ArchiveWriter.create(path('given-up'), MANIFEST);
    await writer.record(commit());
    expect(existsSync(path('given-up'))).toBe(false);
    await writer.abandon();
    expect([existsSync(path('given-up')), existsSync(path('given-up.part'))]).toEqual([false, false]);
  });
});
