import { defineErrors, DomainError, errorCatalogue, STATUS_BY_KIND } from './domain-error';
import { PLATFORM_ERRORS } from './platform.errors';

describe('error codes', () => {
  it('are declared once and then known to the catalogue', () => {
    const codes = defineErrors({ spec_kettle_empty: { kind: 'conflict', title: 'The kettle is empty' } });
    expect(codes).toEqual({ spec_kettle_empty: 'spec_kettle_empty' });
    expect(errorCatalogue().get('spec_kettle_empty')).toEqual({ kind: 'conflict', title: 'The kettle is empty' });
  });

  it('belong to one module: a second definition is refused', () => {
    expect(() => defineErrors({ internal_error: { kind: 'conflict', title: 'Mine' } })).toThrow('internal_error is defined twice');
    expect(errorCatalogue().get('internal_error')?.kind).toBe('internal');
  });

  it('of the platform cover every status that any endpoint can answer', () => {
    const statuses = Object.values(PLATFORM_ERRORS).map((code) => new DomainError(code, '').status);
    expect([...new Set(statuses)].sort()).toEqual([400, 404, 405, 408, 413, 415, 422, 431, 500, 503]);
  });
});

describe('a domain error', () => {
  it('has the status of its kind', () => {
    for (const [kind, status] of Object.entries(STATUS_BY_KIND)) {
      const code = `spec_of_${kind}`;
      defineErrors({ [code]: { kind: kind as keyof typeof STATUS_BY_KIND, title: kind } });
      expect(new DomainError(code, 'detail').status).toBe(status);
    }
  });

  it('keeps its cause, which no client sees', () => {
    const cause = new Error('the cause');
    expect(new DomainError(PLATFORM_ERRORS.internal_error, 'detail', { cause }).cause).toBe(cause);
  });

  it('cannot be made with a code that nobody has defined', () => {
    expect(() => new DomainError('no_such_code', 'detail')).toThrow('no_such_code is not defined');
    expect(() => new DomainError('toString', 'detail')).toThrow('toString is not defined');
  });
});
