import { trinoType } from './trino-type';

test.each([
  ['string', 'varchar'],
  ['INT', 'integer'],
  ['bigint', 'bigint'],
  ['float', 'real'],
  ['binary', 'varbinary'],
  ['timestamp', 'timestamp'],
  ['decimal(10,2)', 'decimal(10,2)'],
  ['varchar(7)', 'varchar(7)'],
  ['array<int>', 'array(integer)'],
  ['map<string,array<float>>', 'map(varchar, array(real))'],
  ['struct<a:string,b:decimal(10,2)>', 'row(a varchar, b decimal(10,2))'],
  [
    'array<struct<sku:string,tags:map<string,struct<x:int>>>>',
    'array(row(sku varchar, tags map(varchar, row(x integer))))',
  ],
  ['struct<eventTime:string>', 'row("eventTime" varchar)'],
  [' array < string > ', 'array(varchar)'],
])('%s is %s', (hive, trino) => {
  expect(trinoType(hive)).toBe(trino);
});
