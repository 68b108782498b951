import { DEFAULT_FILTER } from '../../views/shared/filter';
import { readAddress, writeAddress } from '../address';

const LAB = 'http://host:8888/user/ana/lab/workspaces/w';

test('a filter comes back from the address it was written into', () => {
  const filter = {
    direction: 'with-me',
    source: 'model-registry',
    sort: '-title',
    q: 'a & b=ü 50%'
  } as const;
  const address = writeAddress(LAB, filter);
  expect(readAddress(new URL(address).search)).toEqual(filter);
});

test('what is as usual is left out', () => {
  expect(writeAddress(LAB, DEFAULT_FILTER)).toBe(`${LAB}?shared-models=by-me`);
});

test('all else in the address stays as it is spelt', () => {
  const address = `${LAB}?file-browser-path=/a%20b&clone&x=1+2#part`;
  const written = writeAddress(address, { ...DEFAULT_FILTER, q: 'churn' });
  expect(written).toBe(
    `${LAB}?file-browser-path=/a%20b&clone&x=1+2&shared-models=by-me&shared-search=churn#part`
  );
  expect(writeAddress(written, null)).toBe(address);
});

test('wrong values fall back, and without the tab there is no filter', () => {
  expect(
    readAddress('?shared-models=theirs&shared-from=ftp&shared-sort=size')
  ).toEqual(DEFAULT_FILTER);
  expect(readAddress('?shared-search=churn')).toBeNull();
});
