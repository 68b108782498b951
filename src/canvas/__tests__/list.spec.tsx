import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { SharedModel } from '../../api/types';
import { sharedModel } from './samples';
import { serverWith } from './server';
import { emit, openCanvas, scroll } from './wire';

const many = (count: number): SharedModel[] =>
  Array.from({ length: count }, (_, index) =>
    sharedModel({ id: `m${index}`, title: `model ${index}` })
  );
const pages = () => [...screen.getByRole('list').children];
const titles = () =>
  screen
    .getAllByRole('heading', { level: 2 })
    .map(heading => heading.textContent);

test('further pages are read as one scrolls, and what is far is not in the document', async () => {
  const wire = serverWith(many(100));
  await openCanvas(wire);
  await screen.findByRole('listitem', { name: 'model 47' });
  expect(pages()).toHaveLength(2);
  expect(screen.queryByText('model 48')).toBeNull();

  await scroll(pages()[1], true);
  expect(await screen.findByText('model 95')).toBeInTheDocument();
  await scroll(pages()[2], true);
  const last = await screen.findByRole('listitem', { name: 'model 99' });
  expect(last).toHaveAttribute('aria-posinset', '100');
  expect(last).toHaveAttribute('aria-setsize', '100');
  expect(pages()).toHaveLength(3);

  await scroll(pages()[0], false);
  expect(screen.queryByText('model 0')).toBeNull();
  expect(titles()[0]).toBe('model 48');
});

test('a page with the focus in it stays', async () => {
  await openCanvas(serverWith(many(60)));
  const link = await screen.findByRole('link', { name: 'model 7' });
  link.focus();
  await scroll(pages()[0], false);
  expect(link).toHaveFocus();
});

test('what comes and goes far above does not move what is in view', async () => {
  const models = many(150);
  const wire = serverWith(models);
  await openCanvas(wire);
  await screen.findByText('model 47');
  for (const page of [1, 2]) {
    await scroll(pages()[page], true);
    await screen.findByText(`model ${page * 48}`);
  }
  await scroll(pages()[0], false);
  await scroll(pages()[1], false);
  const before = titles();

  models.unshift(sharedModel({ id: 'new', title: 'brand new' }));
  models.splice(10, 1);
  models[120] = { ...models[120], title: 'renamed' };
  const read = wire.count('GET /shared-models');
  await emit('received', 'new');
  await screen.findByText('renamed');
  expect(wire.count('GET /shared-models')).toBe(read + 1);
  expect(titles()).toEqual(
    before.map(title => (title === 'model 120' ? 'renamed' : title))
  );

  // on the way back up all is as it is on the server
  for (const page of [1, 0]) {
    await scroll(pages()[page], true);
  }
  await screen.findByText('brand new');
  await waitFor(() =>
    expect(titles()).toEqual(models.slice(0, 144).map(({ title }) => title))
  );
});

test('what moves from far above into view is shown there, and once', async () => {
  const models = many(150);
  await openCanvas(serverWith(models));
  await screen.findByText('model 47');
  for (const page of [1, 2]) {
    await scroll(pages()[page], true);
    await screen.findByText(`model ${page * 48}`);
  }
  await scroll(pages()[0], false);
  await scroll(pages()[1], false);

  const [moved] = models.splice(3, 1);
  models.splice(120, 0, moved);
  await emit('received', moved.id);
  await screen.findByText('model 3');
  expect(titles().indexOf('model 3')).toBe(titles().indexOf('model 120') + 1);

  for (const page of [1, 0]) {
    await scroll(pages()[page], true);
  }
  await waitFor(() =>
    expect(titles()).toEqual(models.slice(0, 144).map(({ title }) => title))
  );
});

test('who comes back from a model finds the list as it was, and the model they were at', async () => {
  const models = many(100);
  models[70] = sharedModel({ title: 'model 70' });
  const wire = serverWith(models);
  await openCanvas(wire, '#/models?q=model');
  await screen.findByText('model 47');
  await scroll(pages()[1], true);
  await userEvent.click(await screen.findByRole('link', { name: 'model 70' }));
  await screen.findByRole('heading', { name: 'model 70', level: 1 });
  expect(screen.getByRole('main')).toHaveFocus();

  models[60] = { ...models[60], title: 'model renamed' };
  await userEvent.click(screen.getByRole('link', { name: '← Models' }));
  expect(window.location.hash).toBe('#/models?q=model');
  expect(screen.getByRole('link', { name: 'model 70' })).toHaveFocus();
  // what happened meanwhile is read, and shown
  expect(await screen.findByText('model renamed')).toBeInTheDocument();

  await userEvent.click(screen.getByRole('link', { name: 'model 70' }));
  await screen.findByRole('heading', { name: 'model 70', level: 1 });
  await userEvent.click(screen.getByRole('link', { name: 'Models' }));
  expect(await screen.findByText('model 0')).toBeInTheDocument();
  expect(window.location.hash).toBe('#/models');
  expect(screen.getByRole('main')).toHaveFocus();
  expect(screen.queryByText('model 70')).toBeNull();
});
