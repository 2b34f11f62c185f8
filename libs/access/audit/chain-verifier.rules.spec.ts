import * as fc from 'fast-check';
import { type AuditRow, chainRows, EMPTY_CHAIN, rowHash } from './audit-chain.rules';
import { verifyChain } from './chain-verifier.rules';
import { newAudit } from './testing';

const AT = '2026-01-01T00:00:00.000000Z';
const chainOf = (length: number): AuditRow[] =>
  chainRows('team', AT, EMPTY_CHAIN, Array.from({ length }, (_unused, index) => newAudit(index + 1)));
const headOf = (rows: readonly AuditRow[]) => rows.at(-1) ?? EMPTY_CHAIN;
const at = (rows: readonly AuditRow[], sequence: number): AuditRow => rows[sequence - 1] as AuditRow;
/** The chain with something else in one place. */
const replaced = (rows: readonly AuditRow[], sequence: number, ...others: AuditRow[]): AuditRow[] =>
  rows.flatMap((row) => (row.sequence === sequence ? others : [row]));
const faultsOf = (rows: readonly AuditRow[], head = headOf(chainOf(5))) => verifyChain(rows, head).faults;

/** A forger who hashes what he writes, but leaves the rest of the chain as it is. */
const forged = (row: AuditRow, changes: Partial<AuditRow>): AuditRow => {
  const changed = { ...row, ...changes };
  return { ...changed, hash: rowHash(changed) };
};

describe('a chain', () => {
  const rows = chainOf(5);

  it.each([0, 1, 5, 50])('of %i rows that nobody touched is without fault, with and without a known head', (length) => {
    const whole = chainOf(length);
    expect(verifyChain(whole, headOf(whole))).toEqual({ rows: length, faults: [] });
    expect(verifyChain(whole)).toEqual({ rows: length, faults: [] });
  });

  it('that has grown since its head was noted down is without fault', () => {
    expect(faultsOf(rows, at(rows, 3))).toEqual([]);
  });

  it.each([1, 3, 5])('names the row that was changed, at place %i', (sequence) => {
    const row = at(rows, sequence);
    expect(faultsOf(replaced(rows, sequence, { ...row, payload: '{"number":0}' }))).toEqual([{ fault: 'changed', sequence, id: row.id }]);
    expect(faultsOf(replaced(rows, sequence, { ...row, hash: 'ab'.repeat(32) }))).toEqual([{ fault: 'changed', sequence, id: row.id }]);
    expect(faultsOf(replaced(rows, sequence, { ...row, previous_hash: 'ab'.repeat(32) }))).toEqual([{ fault: 'changed', sequence, id: row.id }]);
  });

  it('shows a row that was changed and hashed again by the row behind it', () => {
    expect(faultsOf(replaced(rows, 2, forged(at(rows, 2), { subject: 'other' })))).toEqual([
      { fault: 'unlinked', sequence: 3, id: at(rows, 3).id },
    ]);
  });

  it('shows its last row changed and hashed again by the head that was noted down', () => {
    expect(faultsOf(replaced(rows, 5, forged(at(rows, 5), { subject: 'other' })))).toEqual([{ fault: 'unlinked', sequence: 5 }]);
  });

  it('names the rows that were removed, at its beginning, in its midst and at its end', () => {
    expect(faultsOf(rows.slice(1))).toEqual([{ fault: 'removed', sequence: 1, until: 1 }]);
    expect(faultsOf(rows.filter(({ sequence }) => sequence !== 3 && sequence !== 4))).toEqual([{ fault: 'removed', sequence: 3, until: 4 }]);
    expect(faultsOf(rows.slice(0, 3))).toEqual([{ fault: 'removed', sequence: 4, until: 5 }]);
    expect(faultsOf([])).toEqual([{ fault: 'removed', sequence: 1, until: 5 }]);
  });

  it('names rows that changed places, and the places where they belong', () => {
    const [second, fourth] = [at(rows, 2), at(rows, 4)];
    const swapped = replaced(replaced(rows, 2, { ...fourth, sequence: 2 }), 4, { ...second, sequence: 4 });
    expect(faultsOf(swapped)).toEqual([
      { fault: 'reordered', sequence: 2, id: fourth.id, belongs_at: 4 },
      { fault: 'reordered', sequence: 4, id: second.id, belongs_at: 2 },
    ]);
  });

  it('names a row that was moved behind the end, and the place that it left', () => {
    const moved = { ...at(rows, 3), sequence: 6 };
    expect(faultsOf([...rows.filter(({ sequence }) => sequence !== 3), moved])).toEqual([
      { fault: 'removed', sequence: 3, until: 3 },
      { fault: 'reordered', sequence: 6, id: moved.id, belongs_at: 3 },
    ]);
  });

  it('names a second row in one place', () => {
    const second = forged(at(rows, 3), { id: newAudit(9).id });
    expect(faultsOf(replaced(rows, 3, at(rows, 3), second))).toContainEqual({ fault: 'reordered', sequence: 3, id: second.id });
  });

  it('of another namespace does not stand in for it', () => {
    expect(faultsOf(rows.map((row) => ({ ...row, namespace: 'other' })))).toHaveLength(5);
  });
});

describe('whatever is done to one chain', () => {
  const place = fc.integer({ min: 1, max: 8 });
  const rows = chainOf(8);
  const noted = headOf(rows);

  it('a change of any member of any row is found', () => {
    const members = ['id', 'recorded_at', 'path', 'key_id', 'subject', 'lens', 'as_of', 'payload', 'previous_hash', 'hash'] as const;
    fc.assert(
      fc.property(place, fc.constantFrom(...members), fc.nat(200), fc.string({ minLength: 1, maxLength: 1 }), (sequence, member, index, letter) => {
        const text = String(at(rows, sequence)[member]);
        const changed = text.slice(0, index % text.length) + letter + text.slice((index % text.length) + 1);
        fc.pre(changed !== text);
        const { faults } = verifyChain(replaced(rows, sequence, { ...at(rows, sequence), [member]: changed }), noted);
        expect(faults.map((fault) => fault.sequence)).toContain(sequence);
      }),
    );
  });

  it('a removal of any rows is found, each missing place named', () => {
    fc.assert(
      fc.property(fc.uniqueArray(place, { minLength: 1, maxLength: 8 }), (removed) => {
        const { faults } = verifyChain(rows.filter(({ sequence }) => !removed.includes(sequence)), noted);
        const named = faults.flatMap(({ sequence, until = sequence }) => Array.from({ length: until - sequence + 1 }, (_unused, index) => sequence + index));
        expect(faults.every(({ fault }) => fault === 'removed')).toBe(true);
        expect(named).toEqual([...removed].sort((left, right) => left - right));
      }),
    );
  });

  it('any other order of its rows is found', () => {
    const order = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(order, (places) => {
        const shuffled = places.map((from, index) => ({ ...at(rows, from), sequence: index + 1 }));
        const moved = places.flatMap((from, index) => (from === index + 1 ? [] : [{ sequence: index + 1, belongs_at: from, fault: 'reordered' }]));
        expect(verifyChain(shuffled, noted).faults.map(({ id: _id, ...fault }) => fault)).toEqual(moved);
        expect(verifyChain(places.map((from) => at(rows, from)), noted).faults.length > 0).toBe(moved.length > 0);
      }),
    );
  });
});
