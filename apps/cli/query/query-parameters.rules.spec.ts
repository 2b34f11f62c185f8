import { queryParameters, questionFault } from './query-parameters.rules';

describe('the question of a reader', () => {
  it('asks for nothing that was not said', () => {
    const parameters = queryParameters('s', 'p', {});
    expect(Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined))).toEqual({ subject: 's', predicate: 'p' });
  });

  it('reads dates as midnight UTC and leaves other moments to the server', () => {
    expect(queryParameters('s', 'p', { asOf: '2024-01-31', validAt: 'any' })).toMatchObject({ as_of: '2024-01-31T00:00:00Z', valid_at: 'any' });
  });

  it.each([
    [undefined, undefined, {}],
    ['s', undefined, { subjectPrefix: 's' }],
    [undefined, 'p', { subjectPrefix: 's', lens: 'recency' }],
    ['s', undefined, { lens: 'recency' }],
  ])('is incomplete with subject %s, predicate %s and %j', (subject, predicate, options) => {
    expect(questionFault(subject, predicate, options)).toBeDefined();
  });

  it.each([
    ['s', undefined, {}],
    [undefined, undefined, { subjectPrefix: 's' }],
    ['s', 'p', { lens: 'recency' }],
    ['s', undefined, { lens: 'constraints' }],
  ])('is complete with subject %s, predicate %s and %j', (subject, predicate, options) => {
    expect(questionFault(subject, predicate, options)).toBeUndefined();
  });
});
