import '@testing-library/jest-dom';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import { CommandIDs } from '../../tokens';
import { DEFAULT_FILTER } from '../shared/filter';
import SharedModels from '../shared/SharedModels';
import { sharedModel } from './samples';
import { createStudio, renderIn } from './studio';

/** jsdom lays nothing out; here a window is five cards high. */
const CARD = 100;
beforeAll(() => {
  const sizes = {
    clientWidth: 1000,
    clientHeight: 5 * CARD,
    offsetHeight: CARD
  };
  for (const [name, value] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, { value });
  }
  Element.prototype.scrollTo = function (options: any) {
    this.scrollTop = options.top;
  };
});

function Page(): React.JSX.Element {
  const [filter, setFilter] = React.useState(DEFAULT_FILTER);
  return <SharedModels filter={filter} onFilter={setFilter} />;
}

/** With the server's list; null while its store is away. */
function open(list: (query: URLSearchParams) => SharedModel[] | null) {
  const wire = new Wire().on('GET /shared-models', ({ query }) => {
    const items = list(query);
    if (items === null) {
      return new Refusal(503, { code: 'unavailable', message: 'No store.' });
    }
    const from = Number(query.get('after') ?? 0);
    return {
      items: items.slice(from, from + 2),
      next: from + 2 < items.length ? String(from + 2) : null,
      sources: ['autopilot']
    };
  });
  const studio = createStudio(wire);
  renderIn(studio, <Page />);
  return { wire, studio, user: userEvent.setup() };
}

test('a card says to how many, and whom it has not reached', async () => {
  const { user, studio } = open(() => [
    sharedModel({
      shared_to: 'Shared to: 12 Canvas users',
      undelivered: ['ana', 'berta']
    })
  ]);
  const card = within(await screen.findByRole('article'));
  expect(card.getByText('Shared to: 12 Canvas users')).toBeInTheDocument();
  expect(card.getByText('Not yet delivered to ana, berta')).toBeInTheDocument();
  expect(card.getByText('For the spring campaign')).toBeInTheDocument();
  await user.click(card.getByRole('button', { name: 'View model' }));
  expect(studio.executed).toEqual([
    [
      CommandIDs.openSharedModel,
      { id: sharedModel().id, title: 'churn-1 / lightgbm-1' }
    ]
  ]);
});

test('the lists are told apart, and each says what to do while it is empty', async () => {
  const { user } = open(query =>
    query.get('direction') === 'with-me'
      ? [
          sharedModel({
            direction: 'with-me',
            owner: 'berta',
            state: 'failed',
            failure_reason: 'The bundle is damaged.',
            unseen: true
          })
        ]
      : []
  );
  expect(
    await screen.findByText('You have not shared a model yet')
  ).toBeInTheDocument();
  await user.click(screen.getByRole('tab', { name: 'Shared with me' }));
  const card = within(await screen.findByRole('article'));
  expect(card.getByText('Shared by: berta')).toBeInTheDocument();
  expect(card.getByText('New')).toBeInTheDocument();
  expect(card.getByText('Failed: The bundle is damaged.')).toBeInTheDocument();
});

test('what changed on the server is there without a reload', async () => {
  const items: SharedModel[] = [];
  const { studio } = open(() => items);
  await screen.findByText('You have not shared a model yet');
  items.push(sharedModel());
  act(() => studio.emit({ action: 'sent', sharedModel: items[0].id }));
  expect(await screen.findByRole('article')).toBeInTheDocument();
});

test('search asks the server, pages come by themselves and stay', async () => {
  const all = ['a', 'b', 'c'].map(title =>
    sharedModel({ id: `${title}.me`, title })
  );
  const { user, studio } = open(query =>
    all.filter(({ title }) => title.includes(query.get('q') ?? ''))
  );
  await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(3));
  act(() => studio.emit({ action: 'delivered', sharedModel: 'a.me' }));
  await act(async () => {});
  expect(screen.getAllByRole('article')).toHaveLength(3);
  await user.type(
    screen.getByRole('searchbox', { name: 'Search shared models' }),
    'b'
  );
  await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(1));
});

test('an error can be tried again', async () => {
  const { user, wire } = open(() => []);
  wire.on(
    'GET /shared-models',
    () => new Refusal(403, { code: 'forbidden', message: 'Not yours.' })
  );
  await screen.findByText('Not yours.');
  wire.on('GET /shared-models', () => ({
    items: [sharedModel()],
    next: null,
    sources: []
  }));
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('article')).toBeInTheDocument();
});

test('what failed while the server was away is read again by itself', async () => {
  const items = [sharedModel()];
  let down = false;
  const { studio } = open(() => (down ? null : items));
  await screen.findByRole('article');
  down = true;
  items.push(sharedModel({ id: 'other.me' }));
  act(() => studio.emit({ action: 'sent', sharedModel: 'other.me' }));
  await screen.findByText('No store.');
  down = false;
  await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(2), {
    timeout: 5000
  });
  expect(screen.queryByText('No store.')).toBeNull();
});
