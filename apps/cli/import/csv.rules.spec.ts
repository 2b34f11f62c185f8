import { fieldsOfRow, readHeader } from './csv.rules';

const NEEDED = ['subject', 'predicate', 'object_value', 'confidence'];
const row = (more: Record<string, string>) => {
  const cells = { subject: 's', predicate: 'p', object_value: 'v', confidence: '0.5', ...more };
  return fieldsOfRow(Object.keys(cells), Object.values(cells));
};

describe('the header of a CSV file', () => {
  it('may name its columns in any order, with blanks around them', () => {
    expect(readHeader([' confidence', 'object_value ', 'predicate', 'subject'])).toEqual({ columns: ['confidence', 'object_value', 'predicate', 'subject'] });
  });

  it.each([
    [[...NEEDED, 'Subject'], 'Subject'],
    [[...NEEDED, ''], ''],
    [[...NEEDED, 'subject'], 'subject'],
    [NEEDED.slice(1), 'subject'],
  ])('is refused as %j', (cells, path) => {
    expect(readHeader(cells)).toMatchObject({ faults: [{ path }] });
  });
});

describe('a CSV record', () => {
  it('says nothing where a cell is empty', () => {
    expect(row({ narrative: '', valid_from: '', agent: '' })).toEqual({
      fields: { subject: 's', predicate: 'p', object: { type: 'Text', value: 'v' }, confidence: 0.5 },
    });
  });

  it.each([
    [{ object_type: 'Number', object_value: ' 4.28 ' }, { object: { type: 'Number', value: 4.28 } }],
    [{ object_type: 'Boolean', object_value: 'False' }, { object: { type: 'Boolean', value: false } }],
    [{ object_type: 'Reference', object_value: 'drug://x' }, { object: { type: 'Reference', value: 'drug://x' } }],
    [{ valid_to: '2024-01-31' }, { valid_to: 1_706_659_200 }],
    [{ source_metadata: '{"a":1}' }, { source_metadata: { a: 1 } }],
    [{ agents: 'ann; bob' }, { agents: ['ann', 'bob'] }],
  ])('reads %j', (cells, fields) => {
    expect(row(cells as unknown as Record<string, string>)).toMatchObject({ fields });
  });

  it.each([
    [{ object_value: '' }, 'object_value'],
    [{ object_type: 'number', object_value: '1' }, 'object_type'],
    [{ object_type: 'Number', object_value: '1,5' }, 'object_value'],
    [{ object_type: 'Boolean', object_value: 'yes' }, 'object_value'],
    [{ confidence: '50 %' }, 'confidence'],
    [{ valid_from: '31.01.2024' }, 'valid_from'],
    [{ source_metadata: 'a=1' }, 'source_metadata'],
    [{ agents: 'ann;;bob' }, 'agents'],
  ])('is refused with %j', (cells, path) => {
    expect(row(cells as unknown as Record<string, string>)).toMatchObject({ faults: [{ path }] });
  });

  it.each([3, 5])('of %i cells under a header of 4 is refused', (count) => {
    expect(fieldsOfRow(NEEDED, Array.from({ length: count }, () => '1'))).toMatchObject({ faults: [{ path: '' }] });
  });
});
