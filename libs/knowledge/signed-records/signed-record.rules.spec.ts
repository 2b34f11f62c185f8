import type { Principal } from '@stemedb/access/api-keys';
import { keysOf, SIGNED_AT } from '@stemedb/knowledge/assertions/testing';
import { recordAddress, type RecordKind } from '@stemedb/knowledge/claims';
import * as fc from 'fast-check';
import { proveRecord, refuseUnsigned } from './signed-record.rules';
import type { MaybeSigned } from './signed-record.schema';
import { signRecord } from './testing';

const KINDS: RecordKind[] = ['epoch', 'supersession', 'source', 'lifecycle'];
const RECORD = { target_hash: 'ab'.repeat(32), reason: 'é' };
const KEYS = keysOf(1);

const principal = (changes: Partial<Principal> = {}): Principal => ({ keyId: 'key', role: 'write_agent', namespace: 'team', agentIds: [], ...changes });
const prove = (record: MaybeSigned, changes: Partial<Principal> = {}, agentHeader?: string, now = SIGNED_AT) =>
  proveRecord('supersession', record, { principal: principal(changes), ...(agentHeader === undefined ? {} : { agentHeader }) }, now);
const signed = signRecord('supersession', RECORD, KEYS);

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a record that may be signed', () => {
  it.each(KINDS)('has the hash of all but its signature as address: %s', (kind) => {
    const { signature: _signature, ...body } = signRecord(kind, RECORD, KEYS);
    const record = signRecord(kind, RECORD, KEYS);
    expect(proveRecord(kind, record, { principal: principal() }, SIGNED_AT)).toBe(recordAddress(kind, body));
    expect(proveRecord(kind, RECORD as MaybeSigned, { principal: principal() }, SIGNED_AT)).toBe(recordAddress(kind, RECORD));
  });

  it('has the same address in every Unicode normalization form', () => {
    const decomposed = { ...RECORD, reason: 'e\u0301' };
    expect(prove(decomposed as MaybeSigned)).toBe(prove(RECORD as MaybeSigned));
  });

  it('is refused where any bit of its signature is another one', () => {
    fc.assert(
      fc.property(fc.nat(511), (bit) => {
        const bytes = Buffer.from(signed.signature, 'hex');
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(refusal(() => prove({ ...signed, signature: bytes.toString('hex') }))).toMatchObject({
          code: 'record_signature_invalid',
          status: 422,
          options: { errors: [{ path: 'signature', message: expect.stringMatching(/^(mismatch|malformed)$/) }] },
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, MaybeSigned, string]>([
    ['another text', { ...signed, reason: 'other' } as MaybeSigned, 'mismatch'],
    ['more than is there', { ...signed, reason: undefined } as MaybeSigned, 'mismatch'],
    ['another time', { ...signed, timestamp: SIGNED_AT + 1 }, 'mismatch'],
    ['another agent', { ...signed, agent_id: keysOf(2).agentId }, 'mismatch'],
    ['another kind of record', signRecord('lifecycle', RECORD, KEYS), 'mismatch'],
    ['a key of small order', { ...signed, agent_id: '01'.padEnd(64, '0') }, 'weak_key'],
    ['an S above the group order', { ...signed, signature: signed.signature.slice(0, 64) + 'ff'.repeat(32) }, 'malformed'],
  ])('is refused when its signature is for %s', (_what, record, message) => {
    expect(refusal(() => prove(record))).toMatchObject({
      code: 'record_signature_invalid',
      options: { errors: [{ path: 'signature', message }], extensions: { address: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
  });

  it('may come from five minutes ahead and no more', () => {
    expect(prove(signed, {}, undefined, SIGNED_AT - 300)).toMatch(/^[0-9a-f]{64}$/);
    expect(refusal(() => prove(signed, {}, undefined, SIGNED_AT - 301))).toMatchObject({
      code: 'record_timestamp_in_future',
      status: 422,
      options: { errors: [{ path: 'timestamp' }] },
    });
  });

  it('is refused from a key that may not act for its agent, an admin key included', () => {
    const foreign = { agentIds: [keysOf(2).agentId] };
    for (const role of ['write_agent', 'admin'] as const) {
      expect(refusal(() => prove(signed, { ...foreign, role }))).toMatchObject({ code: 'agent_not_permitted', status: 403 });
    }
    expect(prove(signed, { agentIds: [KEYS.agentId] })).toBe(prove(signed));
  });

  it('is refused under the name of an agent that has not signed it', () => {
    expect(refusal(() => prove(signed, {}, keysOf(2).agentId))).toMatchObject({ code: 'agent_header_mismatch', status: 400 });
    expect(refusal(() => prove(RECORD as MaybeSigned, {}, KEYS.agentId))).toMatchObject({ code: 'agent_header_mismatch', status: 400 });
    expect(prove(signed, {}, KEYS.agentId)).toBe(prove(signed));
  });

  it('may do without a signature from an admin key only', () => {
    const refuse = (record: MaybeSigned, role: Principal['role']) => refusal(() => refuseUnsigned(record, { principal: principal({ role }) }));
    expect(refuse({}, 'write_agent')).toMatchObject({
      code: 'record_signature_required',
      status: 422,
      options: { errors: [{ path: 'signature' }] },
    });
    expect([refuse({}, 'admin'), refuse(signed, 'write_agent'), refuse(signed, 'admin')]).toEqual([undefined, undefined, undefined]);
  });
});
