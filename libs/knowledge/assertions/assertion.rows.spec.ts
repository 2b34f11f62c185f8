import { prepareClaim, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { ASSERTION_TYPES, assertionRow, SIGNATURE_TYPES, signatureRows, tierOf } from './assertion.rows';
import { INSERT_ASSERTIONS, INSERT_SIGNATURES, INSERT_VECTOR_ASSERTION } from './assertion.statements';
import type { IncomingClaim } from './incoming-claim';
import { predicateKey, subjectKey } from './subject-key.rules';
import { keysOf, SIGNED_AT, signClaim } from './testing';

const incoming = (...given: Parameters<typeof signClaim>): IncomingClaim => ({
  ...prepareClaim(signClaim(...given)),
  sourceClass: 'Expert',
  keyId: 'key',
});

/** How many values a statement takes. */
const valuesOf = (text: string): number => Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));

describe('the row of an assertion', () => {
  it('has a value for each column that the statements fill after the namespace', () => {
    const row = assertionRow('team', incoming());
    expect(row.length + 1).toBe(valuesOf(INSERT_ASSERTIONS.text));
    expect(row.length + 2).toBe(valuesOf(INSERT_VECTOR_ASSERTION.text));
    expect(ASSERTION_TYPES).toHaveLength(row.length);
  });

  it('is found by the keys of its namespace, subject and pair', () => {
    const claim = incoming();
    const { subject, predicate } = claim.claim;
    expect(assertionRow('team', claim).slice(0, 3)).toEqual([
      subjectKey('team', subject),
      predicateKey(predicate),
      claim.address,
    ]);
    expect(assertionRow('other', claim)[0]).not.toBe(assertionRow('team', claim)[0]);
  });

  it('holds null for what its writer left out', () => {
    expect(assertionRow('team', incoming()).slice(8)).toEqual([3, false, 'Proposed', null, null, null, null, null, null, null]);
  });

  it('holds what its writer gave, in canonical JSON where it is JSON', () => {
    const claim = incoming({
      source_class: 'Expert',
      source_metadata: { b: 1, a: 2 },
      valid_from: 0,
      narrative: '',
      lifecycle: 'Approved',
    });
    expect(assertionRow('team', claim)).toEqual(
      expect.arrayContaining([true, 'Approved', 0, '', '{"a":2,"b":1}', '{"type":"Number","value":7}']),
    );
  });
});

describe('the rows of its signatures', () => {
  it('are one for each signer, with the values that the statement takes', () => {
    const claim = incoming({}, [1, 2]);
    const rows = signatureRows('team', claim);
    expect(rows).toEqual(
      [1, 2].map((agent, index) => [
        subjectKey('team', claim.claim.subject),
        claim.address,
        keysOf(agent).agentId,
        claim.signatures[index]?.signature,
        SIGNED_AT,
      ]),
    );
    expect((rows[0]?.length ?? 0) + 1).toBe(valuesOf(INSERT_SIGNATURES.text));
    expect(SIGNATURE_TYPES).toHaveLength(rows[0]?.length ?? 0);
  });
});

it('numbers the tiers from the strongest', () => {
  expect(SOURCE_CLASSES.map(tierOf)).toEqual([0, 1, 2, 3, 4, 5]);
});
