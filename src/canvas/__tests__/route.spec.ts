import { formatRoute, parseRoute, type Route } from '../route';

test.each<Route>([
  { page: 'models', q: '' },
  { page: 'models', q: 'a & b #1 %' },
  { page: 'model', id: '01J.maria', tab: 'analyze', mode: 'single' },
  { page: 'model', id: 'a/b?c', tab: 'predict', mode: 'batch' }
])('an address leads back to its route: %j', route => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test.each(['', '#', '#/', '#/nowhere', '#/models/a/b/c'])(
  'any other address is the Models page: %j',
  hash => {
    expect(parseRoute(hash)).toEqual({ page: 'models', q: '' });
  }
);

test('a model without a tab opens at Analyze, a stray percent sign does no harm', () => {
  expect(parseRoute('#/models/50%')).toEqual({
    page: 'model',
    id: '50%',
    tab: 'analyze',
    mode: 'single'
  });
});
