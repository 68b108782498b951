import { formatRoute, MODELS, parseRoute, type Route } from '../route';

test.each<Route>([
  MODELS,
  { ...MODELS, q: 'a & b #1 %' },
  { page: 'models', q: 'x', source: 'model-registry', sort: 'title' },
  { page: 'model', id: '01J.maria', tab: 'analyze', mode: 'single' },
  { page: 'model', id: 'a/b?c', tab: 'predict', mode: 'batch' }
])('an address leads back to its route: %j', route => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test.each([
  '',
  '#',
  '#/',
  '#/nowhere',
  '#/models/a/b/c',
  '#/models?source=nowhere&sort=size'
])('any other address is the Models page: %j', hash => {
  expect(parseRoute(hash)).toEqual(MODELS);
});

test('a model without a tab opens at Analyze, a stray percent sign does no harm', () => {
  expect(parseRoute('#/models/50%')).toEqual({
    page: 'model',
    id: '50%',
    tab: 'analyze',
    mode: 'single'
  });
});
