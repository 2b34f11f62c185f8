import { z } from 'zod';
import { fieldErrors, validationError, ValidationPipe } from './validation';

const schema = z.strictObject({
  name: z.string('expected a name'),
  signatures: z.array(z.strictObject({ agent_id: z.string('expected an agent') })).optional(),
});

const issuesOf = (value: unknown, of: z.ZodType = schema) => of.safeParse(value).error?.issues ?? [];

describe('the errors of a failed validation', () => {
  it('name every bad field, nested ones by their path', () => {
    expect(fieldErrors(issuesOf({ name: 1, signatures: [{ agent_id: 'a' }, { agent_id: 2 }] }))).toEqual([
      { path: 'name', message: 'expected a name' },
      { path: 'signatures.1.agent_id', message: 'expected an agent' },
    ]);
  });

  it('name every unknown field by its own name, wherever it stands', () => {
    expect(fieldErrors(issuesOf({ name: 'a', nmae: 1, extra: 2, signatures: [{ agent_id: 'a', role: 'b' }] }))).toEqual([
      { path: 'signatures.0.role', message: 'unknown field' },
      { path: 'nmae', message: 'unknown field' },
      { path: 'extra', message: 'unknown field' },
    ]);
  });

  it('are an empty path for the body as a whole', () => {
    expect(fieldErrors(issuesOf('text', z.number('expected a number')))).toEqual([{ path: '', message: 'expected a number' }]);
  });

  it('read the segments of other validation libraries too', () => {
    expect(fieldErrors([{ message: 'wrong', path: [{ key: 'a' }, 0, Symbol('b')] }, { message: 'whole' }])).toEqual([
      { path: 'a.0.Symbol(b)', message: 'wrong' },
      { path: '', message: 'whole' },
    ]);
  });

  it('are at most a hundred, also where one issue names thousands of fields', () => {
    const unknown = Object.fromEntries(Array.from({ length: 5_000 }, (_unused, index) => [`field_${index}`, 1]));
    expect(fieldErrors(issuesOf({ name: 'a', ...unknown }))).toHaveLength(100);
    expect(fieldErrors(issuesOf({ name: 'a', signatures: Array.from({ length: 500 }, () => 1) }))).toHaveLength(100);
  });
});

describe('a validation error', () => {
  it('says in its detail which fields are meant', () => {
    expect(validationError(issuesOf({ name: 1, extra: 2 }))).toMatchObject({
      code: 'validation_failed',
      status: 400,
      message: 'Not valid: name, extra',
      options: { errors: [{ path: 'name' }, { path: 'extra' }] },
    });
    expect(validationError(issuesOf('text')).message).toBe('Not valid: body');
  });

  it('names five fields in its detail and counts the others', () => {
    const unknown = Object.fromEntries(Array.from({ length: 8 }, (_unused, index) => [`f${index}`, 1]));
    expect(validationError(issuesOf({ name: 'a', ...unknown })).message).toBe('Not valid: f0, f1, f2, f3, f4 and 3 more');
  });

  it('repeats no value', () => {
    const error = validationError(issuesOf({ name: { secret: 'hidden' } }));
    expect(JSON.stringify([error.message, error.options])).not.toContain('hidden');
  });
});

describe('the validation pipe', () => {
  const pipe = new ValidationPipe();

  it('hands on what the schema made of a parameter', () => {
    const trimmed = z.string().transform((text) => text.trim());
    expect(pipe.transform(' a ', { type: 'query', schema: trimmed })).toBe('a');
  });

  it('refuses what the schema refuses', () => {
    expect(() => pipe.transform({ name: 1 }, { type: 'body', schema })).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('waits for a schema that takes its time', async () => {
    const even = z.number().refine(async (value) => value % 2 === 0, 'expected an even number');
    await expect(pipe.transform(2, { type: 'query', schema: even })).resolves.toBe(2);
    await expect(pipe.transform(3, { type: 'query', schema: even })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('leaves alone what declares no schema', () => {
    const value = { any: 'thing' };
    expect(pipe.transform(value, { type: 'custom' })).toBe(value);
  });
});
