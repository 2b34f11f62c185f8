import type { NewAudit } from '../audit-chain.rules';

const KEY = '00000000-0000-7000-8000-00000000aaaa';

/** An audit of nothing in particular, under an id made of a number. */
export function newAudit(number: number, changes: Partial<NewAudit> = {}): NewAudit {
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    kind: 'query',
    path: '/v1/query',
    act: null,
    key_id: KEY,
    agent_id: null,
    subject: `subject ${number}`,
    lens: 'consensus',
    as_of: '2026-01-01T00:00:00.000000Z',
    payload: `{"number":${number}}`,
    ...changes,
  };
}
