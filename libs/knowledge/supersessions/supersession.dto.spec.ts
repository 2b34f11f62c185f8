import { fieldErrors } from '@stemedb/platform/http';
import { SUPERSEDE_EXAMPLES, supersedeSchema } from './supersession.dto';

const [TARGET, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)];
const BODY = { target_hash: TARGET, type: 'Invalidate', reason: 'why' };
const SIGNED = { agent_id: 'cd'.repeat(32), timestamp: 1_735_689_600, signature: 'ef'.repeat(64) };

const refused = (body: unknown): string[] => {
  const result = supersedeSchema.safeParse(body);
  return result.success ? [] : fieldErrors(result.error.issues).map(({ path }) => path);
};

describe('the body of a supersession', () => {
  it.each([
    ['an invalidation', BODY],
    ['an invalidation by another claim', { ...BODY, superseding_hash: OTHER }],
    ['something newer', { ...BODY, type: 'Temporal', superseding_hash: OTHER }],
    ['something more exact', { ...BODY, type: 'Refinement', superseding_hash: OTHER }],
    ['a retraction', { ...BODY, type: 'Retraction' }],
    ['a signature', { ...BODY, ...SIGNED }],
    ['a reason of 1,000 characters', { ...BODY, reason: '😀'.repeat(1_000) }],
    ['a reason of several lines', { ...BODY, reason: 'a\n\tb' }],
  ])('may be %s', (_what, body) => {
    expect(refused(body)).toEqual([]);
  });

  it('is the example of the API document', () => {
    expect(refused(SUPERSEDE_EXAMPLES.refine.value)).toEqual([]);
  });

  it('brings its reason into NFC', () => {
    expect(supersedeSchema.parse({ ...BODY, reason: 'e\u0301' })).toMatchObject({ reason: 'é' });
  });

  it.each([
    ['nothing', {}, ['reason', 'target_hash', 'type']],
    ['no reason', { target_hash: TARGET, type: 'Invalidate' }, ['reason']],
    ['an empty reason', { ...BODY, reason: '' }, ['reason']],
    ['a reason of white space', { ...BODY, reason: ' \n\u00a0' }, ['reason']],
    ['a reason of 1,001 characters', { ...BODY, reason: 'a'.repeat(1_001) }, ['reason']],
    ['a reason with U+0000', { ...BODY, reason: 'a\0' }, ['reason']],
    ['a retraction with a successor', { ...BODY, type: 'Retraction', superseding_hash: OTHER }, ['superseding_hash']],
    ['something newer that is not named', { ...BODY, type: 'Temporal' }, ['superseding_hash']],
    ['something more exact that is not named', { ...BODY, type: 'Refinement' }, ['superseding_hash']],
    ['null as successor', { ...BODY, superseding_hash: null }, ['superseding_hash']],
    ['an unknown type', { ...BODY, type: 'invalidate' }, ['type']],
    ['an address in upper case', { ...BODY, target_hash: TARGET.toUpperCase() }, ['target_hash']],
    ['an unknown field', { ...BODY, superseding: OTHER }, ['superseding']],
    ['a signature without signer', { ...BODY, signature: SIGNED.signature, timestamp: 1 }, ['signature']],
    ['a signer without signature', { ...BODY, agent_id: SIGNED.agent_id }, ['signature']],
    ['a time alone', { ...BODY, timestamp: 1 }, ['signature']],
    ['no object', 'text', ['']],
  ])('is refused with %s', (_what, body, paths) => {
    expect(refused(body).sort()).toEqual(paths);
  });
});
