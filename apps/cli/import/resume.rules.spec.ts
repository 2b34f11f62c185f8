import { NOTHING } from './counts.rules';
import { type FileProgress, formatState, NO_STATE, parseState, progressOf, startingPoint, withoutProgress, withProgress } from './resume.rules';

const TARGET = { url: 'http://a', namespace: '', signer: 'me' };
const PROGRESS: FileProgress = { ...TARGET, digest: 'd', timestamp: 1_000, lines_done: 20, counts: { ...NOTHING, created: 20 } };
const OTHERS = [{ url: 'http://b' }, { namespace: 'lab' }, { signer: 'you' }].map((change) => ({ ...PROGRESS, ...change }));

describe('the state of an import', () => {
  it('survives being written and read', () => {
    const state = [PROGRESS, ...OTHERS].reduce(withProgress, NO_STATE);
    expect(parseState(formatState(state))).toEqual(state);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"imports":[]}',
    '{"version":1}',
    JSON.stringify({ version: 1, imports: [null] }),
    JSON.stringify({ version: 1, imports: [{ ...PROGRESS, lines_done: -1 }] }),
    JSON.stringify({ version: 1, imports: [{ ...PROGRESS, timestamp: '1000' }] }),
    JSON.stringify({ version: 1, imports: [{ ...PROGRESS, counts: { created: 1 } }] }),
  ])('is nothing where the file holds %j', (text) => {
    expect(parseState(text)).toBeUndefined();
  });

  it('keeps server, namespace and signer apart', () => {
    const state = OTHERS.reduce(withProgress, NO_STATE);
    expect(progressOf(state, TARGET)).toBeUndefined();
    expect(progressOf(withProgress(state, PROGRESS), TARGET)).toEqual(PROGRESS);
    expect(withoutProgress(withProgress(state, PROGRESS), TARGET)).toEqual(state);
  });

  it('replaces what it held for the same target', () => {
    const later = { ...PROGRESS, lines_done: 40 };
    expect(withProgress(withProgress(NO_STATE, PROGRESS), later).imports).toEqual([later]);
  });
});

describe('where an import begins', () => {
  it('is the first line, signed now, where there is no state', () => {
    expect(startingPoint(undefined, TARGET, 'd', { now: 5_000 })).toEqual({ ...TARGET, digest: 'd', timestamp: 5_000, lines_done: 0, counts: NOTHING });
  });

  it('is where it stopped, signed with the time of then', () => {
    expect(startingPoint(PROGRESS, TARGET, 'd', { now: 5_000 })).toEqual(PROGRESS);
  });

  it('is the first line of a file that has changed, signed with the time of then', () => {
    expect(startingPoint(PROGRESS, TARGET, 'e', { now: 5_000 })).toMatchObject({ lines_done: 0, timestamp: 1_000, counts: NOTHING });
  });

  it('takes a chosen time before any other', () => {
    expect(startingPoint(PROGRESS, TARGET, 'd', { now: 5_000, chosen: 7 })).toMatchObject({ lines_done: 20, timestamp: 7 });
  });
});
