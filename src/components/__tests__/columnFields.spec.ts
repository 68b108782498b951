import type { Column } from '../../api/types';
import { defaults, toRow } from '../columnFields';

test.each([
  [62.43000000000001, '62.43'],
  [0.1 + 0.2, '0.3'],
  [123456789.123456, '123456789.123456'],
  [-0.5, '-0.5'],
  [1e21, '1e+21']
])('a number stands in the form as people write it: %d', (value, text) => {
  const columns = [
    { name: 'charges', type: 'Numerical', default: value }
  ] as unknown as Column[];
  expect(defaults(columns)).toEqual({ charges: text });
  expect(toRow(columns, { charges: text })).toEqual({ charges: Number(text) });
});
