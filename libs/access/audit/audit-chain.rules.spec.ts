import { blake3 } from '@napi-rs/blake-hash';
import { answerDigest, type AuditRow, canonicalText, chainRows, EMPTY_CHAIN, rowHash } from './audit-chain.rules';
import { newAudit } from './testing';

const AT = '2026-01-01T00:00:00.000001Z';
const [row] = chainRows('team', AT, EMPTY_CHAIN, [newAudit(1, { agent_id: 'ab'.repeat(32), subject: 'é "quoted"' })]) as [AuditRow];

describe('the hash of an audit', () => {
  it('can be worked out by hand: BLAKE3 of a prefix, the hash before it and the canonical JSON of the row', () => {
    const { previous_hash, hash, payload, ...rest } = row;
    const text = canonicalText({ ...rest, payload: JSON.parse(payload) as object });
    expect(hash).toBe(blake3(`stemedb/audit/v1\n${previous_hash}\n${text}`).toString('hex'));
    expect(previous_hash).toBe('0'.repeat(64));
  });

  it.each<[keyof AuditRow, unknown]>([
    ['namespace', 'other'],
    ['sequence', 2],
    ['id', newAudit(2).id],
    ['recorded_at', '2026-01-01T00:00:00.000002Z'],
    ['kind', 'admin'],
    ['path', '/v1/skeptic'],
    ['path', null],
    ['act', 'source.retract'],
    ['key_id', newAudit(2).id],
    ['agent_id', null],
    ['subject', null],
    ['subject', 'e\u0301 "quoted"'],
    ['lens', 'recency'],
    ['as_of', null],
    ['payload', '{"number": 1}'],
    ['previous_hash', 'ab'.repeat(32)],
  ])('covers %s', (member, value) => {
    expect(rowHash({ ...row, [member]: value })).not.toBe(row.hash);
  });
});

describe('new rows', () => {
  it('follow the head of the chain and one another, in their order', () => {
    const head = { sequence: 7, hash: 'cd'.repeat(32) };
    const rows = chainRows('team', AT, head, [newAudit(1), newAudit(2)]);
    expect(rows).toMatchObject([
      { sequence: 8, previous_hash: head.hash, recorded_at: AT, namespace: 'team', subject: 'subject 1' },
      { sequence: 9, previous_hash: rows[0]?.hash, recorded_at: AT },
    ]);
  });

  it('are none for no audits', () => {
    expect(chainRows('team', AT, EMPTY_CHAIN, [])).toEqual([]);
  });
});

describe('the digest of an answer', () => {
  const answer = { as_of: AT, winner: null, items: [1, 2] };

  it('is that of its JSON, and knows neither its audit nor its cursor', () => {
    expect(answerDigest(answer)).toBe(blake3(JSON.stringify(answer)).toString('hex'));
    expect(answerDigest({ ...answer, next_cursor: 'x', audit_id: 'y' })).toBe(answerDigest(answer));
    expect(answerDigest({ ...answer, next_cursor: null, audit_id: null })).toBe(answerDigest(answer));
  });

  it('differs with everything else, the order of a list included', () => {
    expect(answerDigest({ ...answer, as_of: 'later' })).not.toBe(answerDigest(answer));
    expect(answerDigest({ ...answer, items: [2, 1] })).not.toBe(answerDigest(answer));
    expect(answerDigest({ ...answer, more: null })).not.toBe(answerDigest(answer));
  });
});
