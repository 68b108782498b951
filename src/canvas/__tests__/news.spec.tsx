import '@testing-library/jest-dom';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { Notification, SharedModel } from '../../api/types';
import { ID, notice, sharedModel } from './samples';
import { serverWith } from './server';
import { emit, EventBus, openCanvas } from './wire';

const notices = () =>
  within(screen.getByRole('region', { name: 'Notifications' }));
const texts = () =>
  notices()
    .queryAllByText(/maria/)
    .map(text => text.textContent);

test('a new share shows by itself, counts, and View update opens it as seen', async () => {
  const models: SharedModel[] = [];
  const news: Notification[] = [];
  const wire = serverWith(models, news);
  await openCanvas(wire);
  expect(
    await screen.findByText('No model has been shared with you yet')
  ).toBeInTheDocument();

  models.push(sharedModel({ unseen: true }));
  news.push(notice('1', 'shared'));
  await emit('received', ID);
  expect(
    await notices().findByText('maria shared the model churn with you.')
  ).toBeInTheDocument();
  expect(screen.getByRole('listitem', { name: 'churn' })).toHaveTextContent(
    'New'
  );
  expect(
    screen.getByRole('link', { name: 'Models, 1 with something new' })
  ).toHaveTextContent('Models1');
  expect(document.title).toBe('(1) Models · Canvas');

  await userEvent.click(screen.getByRole('button', { name: 'View update' }));
  expect(
    await screen.findByRole('heading', { name: 'churn', level: 1 })
  ).toBeInTheDocument();
  await waitFor(() => expect(document.title).toBe('churn · Canvas'));
  expect(wire.count(`POST /shared-models/${ID}/seen`)).toBe(1);
  expect(texts()).toEqual([]);
  expect(screen.getByRole('link', { name: 'Models' })).toBeInTheDocument();
});

test('each cause has its own notice in its own words', async () => {
  const news = [
    notice('5', 'revoked', { shared_model: 'x', title: 'prices' }),
    notice('6', 'shared', { shared_model: 'x', title: 'prices' })
  ];
  await openCanvas(serverWith([], news));
  await notices().findByText('maria no longer shares prices.');
  // what came before the end cannot be viewed any more
  expect(texts()).toEqual(['maria no longer shares prices.']);
  expect(notices().queryByRole('button', { name: 'View update' })).toBeNull();

  news.splice(
    0,
    2,
    notice('4', 'feedback'),
    notice('3', 'alternate'),
    notice('2', 'updated'),
    notice('1', 'shared')
  );
  await emit('received', ID);
  await waitFor(() =>
    expect(texts()).toEqual([
      'maria shared feedback on churn.',
      'maria shared an alternate model for churn.',
      'maria shared an update of churn.'
    ])
  );
  expect(
    notices().getByRole('link', { name: '1 more is new on the Models page' })
  ).toBeInTheDocument();
});

test('a narrow page shows one notice at a time', async () => {
  const media = window.matchMedia;
  window.matchMedia = query => ({ ...media(query), matches: true });
  try {
    await openCanvas(
      serverWith([], [notice('2', 'updated'), notice('1', 'shared')])
    );
    await notices().findByText('maria shared an update of churn.');
    expect(texts()).toHaveLength(1);
    expect(
      notices().getByRole('link', { name: '1 more is new on the Models page' })
    ).toBeInTheDocument();
  } finally {
    window.matchMedia = media;
  }
});

test('the focus goes on from a dismissed notice to the next, and from the last to the page', async () => {
  const news = [notice('2', 'updated'), notice('1', 'shared')];
  await openCanvas(serverWith([sharedModel()], news));
  const [first, second] = await notices().findAllByRole('button', {
    name: 'Dismiss'
  });
  await userEvent.click(first);
  expect(second).toHaveFocus();
  await userEvent.click(second);
  expect(texts()).toEqual([]);
  expect(screen.getByRole('main')).toHaveFocus();
});

test('more news than the server tells at once is not counted', async () => {
  const news = [4, 3, 2, 1].map(number => notice(String(number), 'shared'));
  const wire = serverWith([], news).on('GET /notifications', () => ({
    items: news,
    next: 'later',
    unread: 400,
    unread_with_me: 400
  }));
  await openCanvas(wire);
  expect(
    await notices().findByRole('link', {
      name: 'More is new on the Models page'
    })
  ).toBeInTheDocument();
});

test('after a lost connection a share shows once, and a shown notice stays the same one', async () => {
  const models = [sharedModel({ unseen: true })];
  const news = [notice('1', 'shared')];
  await openCanvas(serverWith(models, news));
  const first = await notices().findByText(
    'maria shared the model churn with you.'
  );

  await act(async () => EventBus.sockets[0].close());
  news.unshift(notice('2', 'updated'));
  await waitFor(() => expect(EventBus.sockets).toHaveLength(1), {
    timeout: 2000
  });
  await act(async () => EventBus.open());
  await waitFor(() => expect(texts()).toHaveLength(2));
  // an element that stays is not read out again
  expect(first).toBeInTheDocument();
  await emit('received', ID);
  expect(texts()).toHaveLength(2);
});

test('a dismissed notice stays away for this visit, but the model stays new', async () => {
  const models = [sharedModel({ unseen: true })];
  const wire = serverWith(models, [notice('1', 'shared')]);
  const { page } = await openCanvas(wire);
  await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
  await emit('ready', ID);
  expect(texts()).toEqual([]);
  expect(models[0].unseen).toBe(true);

  page.unmount();
  await openCanvas(wire);
  expect(
    await screen.findByRole('button', { name: 'View update' })
  ).toBeInTheDocument();
});

test('the end of a share, once dismissed, has been seen', async () => {
  const models = [sharedModel({ unseen: true, state: 'revoked' })];
  const news = [notice('1', 'revoked')];
  const wire = serverWith(models, news);
  await openCanvas(wire);
  await notices().findByText('maria no longer shares churn.');
  await userEvent.click(notices().getByRole('button', { name: 'Dismiss' }));
  await waitFor(() => expect(models[0].unseen).toBe(false));
  expect(await screen.findByRole('link', { name: 'Models' })).toHaveTextContent(
    'Models'
  );
});

test('an update of the open model is told on its page, and needs no notice', async () => {
  const models = [sharedModel()];
  const news: Notification[] = [];
  const wire = serverWith(models, news);
  await openCanvas(wire, `#/models/${ID}/analyze`);
  await screen.findByText('It finds the balance.');

  const at = '2026-11-22T08:00:00Z';
  models[0] = sharedModel({
    unseen: true,
    updated_at: at,
    last_event: { kind: 'updated', author: 'maria', at }
  });
  news.push(notice('2', 'updated', { at }));
  await emit('received', ID);
  expect(
    await screen.findByText(
      'maria shared an update of churn. This page shows it now.'
    )
  ).toHaveAttribute('role', 'status');
  expect(texts()).toEqual([]);
  await waitFor(() => expect(models[0].unseen).toBe(false));
});

test('a quiet line tells that the server is away', async () => {
  const wire = serverWith([sharedModel()]);
  await openCanvas(wire);
  await screen.findByRole('listitem', { name: 'churn' });
  wire.on('GET /notifications', () => {
    throw new TypeError('Failed to fetch');
  });
  await act(async () => EventBus.sockets[0].close());
  expect(
    await screen.findByText('Connection lost, trying again')
  ).toHaveAttribute('role', 'status');
  // what was read stays, without an alarm
  expect(screen.getByRole('listitem', { name: 'churn' })).toBeInTheDocument();
  expect(screen.queryByRole('alert')).toBeNull();
});
