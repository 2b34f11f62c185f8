import { LIFECYCLES } from '@stemedb/knowledge/claims';
import { fieldErrors } from '@stemedb/platform/http';
import { targetSchema, transitionSchema } from './lifecycle.dto';

const BODY = { to: 'UnderReview', reason: 'why' };
const SIGNED = { agent_id: 'cd'.repeat(32), timestamp: 1_735_689_600, signature: 'ef'.repeat(64) };

const refused = (body: unknown): string[] => {
  const result = transitionSchema.safeParse(body);
  return result.success ? [] : fieldErrors(result.error.issues).map(({ path }) => path);
};

describe('the body of a transition', () => {
  it.each(LIFECYCLES)('may ask for %s, possible or not', (to) => {
    expect(refused({ ...BODY, to })).toEqual([]);
    expect(refused({ ...BODY, to, ...SIGNED })).toEqual([]);
  });

  it('is the example of the API document', () => {
    expect(refused(transitionSchema.meta()?.['example'])).toEqual([]);
  });

  it.each([
    ['nothing', {}, ['reason', 'to']],
    ['no reason', { to: 'Approved' }, ['reason']],
    ['an empty reason', { ...BODY, reason: '' }, ['reason']],
    ['a reason of white space', { ...BODY, reason: '\t ' }, ['reason']],
    ['a reason of 1,001 characters', { ...BODY, reason: 'a'.repeat(1_001) }, ['reason']],
    ['an unknown state', { ...BODY, to: 'approved' }, ['to']],
    ['the target, which the path names', { ...BODY, target_hash: 'ab'.repeat(32) }, ['target_hash']],
    ['a signer without signature', { ...BODY, agent_id: SIGNED.agent_id }, ['signature']],
    ['a signature of another length', { ...BODY, ...SIGNED, signature: 'ef'.repeat(63) }, ['signature']],
    ['no object', [], ['']],
  ])('is refused with %s', (_what, body, paths) => {
    expect(refused(body).sort()).toEqual(paths);
  });

  it('is about an address of 64 lower-case hex digits', () => {
    expect(targetSchema.safeParse({ hash: 'ab'.repeat(32) }).success).toBe(true);
    expect(targetSchema.safeParse({ hash: 'AB'.repeat(32) }).success).toBe(false);
  });
});
