import { schemaErrors } from './json-schema';

const schema = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^[a-z]+$' },
    size: { type: ['integer', 'null'], minimum: 0, maximum: 9 },
    list: { type: 'array', minItems: 1, maxItems: 2, items: { $ref: '#/$defs/kind' } },
    names: { type: 'object', propertyNames: { pattern: '^x' }, additionalProperties: { type: 'number' } },
    either: { anyOf: [{ const: 1 }, { type: 'boolean' }] },
  },
  $defs: { kind: { enum: ['a', 'b'] } },
};

test.each([
  [{ id: 'a', size: 3, list: ['a', 'b'], names: { x1: 1.5 }, either: true }, []],
  [{ id: 'a', size: null, either: 1 }, []],
  [[], ['$: is not of type object']],
  [{}, ['$: lacks id']],
  [{ id: 'A' }, ['$.id: does not match ^[a-z]+$']],
  [{ id: 'a', other: 1 }, ['$: has other, which the schema does not know']],
  [{ id: 'a', size: 1.5 }, ['$.size: is not of type integer or null']],
  [{ id: 'a', size: -1 }, ['$.size: is below 0']],
  [{ id: 'a', size: 10 }, ['$.size: is above 9']],
  [{ id: 'a', list: [] }, ['$.list: has too few items']],
  [{ id: 'a', list: ['a', 'c', 'b'] }, ['$.list: has too many items', '$.list[1]: is none of ["a","b"]']],
  [{ id: 'a', names: { y: 1 } }, ['$.names.y: does not match ^x']],
  [{ id: 'a', names: { x: 'n' } }, ['$.names.x: is not of type number']],
  [
    { id: 'a', either: 2 },
    ['$.either: fits none of 2 forms: $.either: is not 1; $.either: is not of type boolean'],
  ],
])('%j: %j', (value, errors) => {
  expect(schemaErrors(value, schema)).toEqual(errors);
});

test('a keyword that is not understood is not passed over', () => {
  expect(() => schemaErrors(1, { multipleOf: 2 })).toThrow('"multipleOf" is not understood');
  expect(() => schemaErrors(1, { $ref: '#/$defs/none' })).toThrow('no definition');
  expect(() => schemaErrors(1, { type: 'decimal' })).toThrow('"decimal" is not understood');
});
