import { canonicalJson, LIFECYCLES, SOURCE_CLASSES } from '@stemedb/knowledge/claims';
import { claimArbitrary, hexArbitrary } from '@stemedb/knowledge/claims/testing';
import * as fc from 'fast-check';
import { claimOf, type ClaimRow } from './claim-row.rules';

/** A row as the driver gives it: bigint as text, what is missing as null. */
const PLAIN: ClaimRow = {
  hash: 'ab'.repeat(32),
  subject: 'semaglutide',
  predicate: 'half_life_days',
  object: '{"type":"Number","value":7}',
  confidence: 0.9,
  source_hash: '00'.repeat(32),
  source_class: 3,
  declared_class: false,
  lifecycle: 'Proposed',
  valid_from: null,
  valid_to: null,
  epoch: null,
  parent_hash: null,
  source_metadata: null,
  narrative: null,
  visual_hash: null,
  recorded_at: '2026-01-01T00:00:00.000000Z',
  redaction: null,
};

describe('the claim in a row', () => {
  it('leaves out what its writer left out', () => {
    expect(claimOf(PLAIN)).toEqual({
      hash: PLAIN.hash,
      subject: 'semaglutide',
      predicate: 'half_life_days',
      object: { type: 'Number', value: 7 },
      confidence: 0.9,
      source_hash: PLAIN.source_hash,
      source_class: 'Expert',
      source_class_declared: false,
      lifecycle: 'Proposed',
      recorded_at: PLAIN.recorded_at,
    });
    expect(JSON.stringify(claimOf(PLAIN))).not.toContain('null');
  });

  it('says of a tombstone why and when it became one, and has no object', () => {
    const redaction = { reason: 'asked for', recorded_at: '2026-02-01T00:00:00.000000Z' };
    expect(claimOf({ ...PLAIN, object: 'null', redaction })).toMatchObject({ hash: PLAIN.hash, object: null, redacted: true, redaction });
    expect(Object.keys(JSON.parse(JSON.stringify(claimOf(PLAIN))) as object)).not.toContain('redacted');
  });

  it('keeps what is empty or zero: it was given', () => {
    const row = { ...PLAIN, valid_from: '0', valid_to: '1', narrative: '', source_metadata: '{}' };
    expect(claimOf(row)).toMatchObject({ valid_from: 0, valid_to: 1, narrative: '', source_metadata: {} });
  });

  it.each(SOURCE_CLASSES.map((name, tier) => [tier, name] as const))('has the class of its tier: %d is %s', (tier, name) => {
    expect(claimOf({ ...PLAIN, source_class: tier, declared_class: true })).toMatchObject({
      source_class: name,
      source_class_declared: true,
    });
  });

  it('is the claim that was written', () => {
    fc.assert(
      fc.property(claimArbitrary, hexArbitrary(64), (claim, hash) => {
        const row: ClaimRow = {
          ...PLAIN,
          hash,
          subject: claim.subject,
          predicate: claim.predicate,
          object: canonicalJson(claim.object),
          confidence: claim.confidence,
          source_hash: claim.source_hash,
          source_class: SOURCE_CLASSES.indexOf(claim.source_class ?? 'Expert'),
          declared_class: claim.source_class !== undefined,
          lifecycle: claim.lifecycle ?? 'Proposed',
          valid_from: claim.valid_from === undefined ? null : String(claim.valid_from),
          valid_to: claim.valid_to === undefined ? null : String(claim.valid_to),
          epoch: claim.epoch ?? null,
          parent_hash: claim.parent_hash ?? null,
          source_metadata: claim.source_metadata === undefined ? null : canonicalJson(claim.source_metadata),
          narrative: claim.narrative ?? null,
          visual_hash: claim.visual_hash ?? null,
        };
        const { hash: address, source_class_declared, recorded_at, source_class, ...fields } = claimOf(row);
        const back = { ...fields, ...(source_class_declared ? { source_class } : {}) };
        expect(canonicalJson(back)).toBe(canonicalJson({ lifecycle: LIFECYCLES[0], ...claim }));
        expect({ address, recorded_at }).toEqual({ address: hash, recorded_at: PLAIN.recorded_at });
      }),
    );
  });
});
