import '@testing-library/jest-dom';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { SharedModel } from '../../api/types';
import { details, ID, sharedModel } from './samples';
import { emit, ME, openCanvas, Refusal, Wire } from './wire';

/** A server with these models, that searches titles and marks as seen. */
function serverWith(models: SharedModel[]): Wire {
  return new Wire()
    .on('GET /me', () => ME)
    .on('GET /shared-models', ({ query }) => {
      const found = models.filter(model =>
        model.title.includes(query.get('q') ?? '')
      );
      const start = Number(query.get('after') ?? 0);
      const end = start + Number(query.get('limit') ?? 50);
      return {
        items: found.slice(start, end),
        next: end < found.length ? String(end) : null
      };
    })
    .on(`GET /shared-models/${ID}`, () => {
      const shared_model = models.find(model => model.id === ID)!;
      const ready = shared_model.state === 'ready';
      return details({ shared_model, ...(ready ? {} : { analysis: null }) });
    })
    .on(`POST /shared-models/${ID}/seen`, () => {
      models.forEach((model, index) => {
        models[index] = { ...model, unseen: false };
      });
      return models[0];
    });
}

const notifications = () =>
  within(screen.getByRole('region', { name: 'Notifications' }));

test('a card says what the model is, in the words of Canvas', async () => {
  await openCanvas(serverWith([sharedModel()]));
  const card = await screen.findByRole('listitem', { name: 'churn' });
  for (const words of [
    'Shared by maria from Autopilot',
    '2 category prediction',
    'Churn',
    '0.631',
    'Ready',
    'Try it on March.'
  ]) {
    expect(card).toHaveTextContent(words);
  }
});

test('a new share shows by itself, and View update opens it as seen', async () => {
  const models: SharedModel[] = [];
  const wire = serverWith(models);
  await openCanvas(wire);
  expect(
    await screen.findByText('No model has been shared with you yet')
  ).toBeInTheDocument();

  models.push(sharedModel({ unseen: true }));
  await emit('received', ID);
  expect(
    await notifications().findByText('maria shared the model churn with you.')
  ).toBeInTheDocument();
  expect(screen.getByRole('listitem', { name: 'churn' })).toHaveTextContent(
    'New'
  );

  await userEvent.click(screen.getByRole('button', { name: 'View update' }));
  expect(
    await screen.findByRole('heading', { name: 'churn', level: 1 })
  ).toBeInTheDocument();
  await waitFor(() => expect(models[0].unseen).toBe(false));
  expect(wire.count(`POST /shared-models/${ID}/seen`)).toBe(1);
  expect(
    screen.queryByRole('button', { name: 'View update' })
  ).not.toBeInTheDocument();
});

test('a dismissed notice stays away for this visit, but the model stays new', async () => {
  const models = [sharedModel({ unseen: true })];
  const wire = serverWith(models);
  const { page } = await openCanvas(wire);
  await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }));
  await emit('ready', ID);
  expect(
    screen.queryByRole('button', { name: 'View update' })
  ).not.toBeInTheDocument();
  expect(models[0].unseen).toBe(true);

  page.unmount();
  await openCanvas(wire);
  expect(
    await screen.findByRole('button', { name: 'View update' })
  ).toBeInTheDocument();
});

test('an import is followed until the model is ready', async () => {
  const models = [sharedModel({ state: 'importing' })];
  await openCanvas(serverWith(models), `#/models/${ID}/analyze`);
  expect(
    await screen.findByRole('progressbar', { name: 'Importing churn' })
  ).toBeInTheDocument();
  expect(
    screen.getByRole('complementary', { name: 'Shared History' })
  ).toHaveTextContent('V1');

  models[0] = sharedModel({ state: 'ready' });
  await emit('ready', ID);
  expect(await screen.findByText('It finds the balance.')).toBeInTheDocument();
  expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
});

test('a failed import says why and can be tried again', async () => {
  const models = [
    sharedModel({ state: 'failed', failure_reason: 'A byte was changed.' })
  ];
  const wire = serverWith(models).on(`POST /shared-models/${ID}/import`, () => {
    models[0] = sharedModel({ state: 'importing' });
    return models[0];
  });
  await openCanvas(wire);
  expect(
    await screen.findByText('The import failed: A byte was changed.')
  ).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('progressbar')).toBeInTheDocument();
});

test('search follows the address and the other way round', async () => {
  const models = [sharedModel(), sharedModel({ id: 'other', title: 'prices' })];
  await openCanvas(serverWith(models), '#/models?q=pri');
  expect(
    await screen.findByRole('listitem', { name: 'prices' })
  ).toBeInTheDocument();
  const box = screen.getByRole('searchbox');
  expect(box).toHaveValue('pri');
  expect(
    screen.queryByRole('listitem', { name: 'churn' })
  ).not.toBeInTheDocument();

  await userEvent.clear(box);
  await userEvent.type(box, 'xyz');
  expect(await screen.findByText('No model matches “xyz”')).toBeInTheDocument();
  expect(window.location.hash).toBe('#/models?q=xyz');
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  expect(
    await screen.findByRole('listitem', { name: 'churn' })
  ).toBeInTheDocument();
  expect(box).toHaveValue('');
});

test('Load more adds the next page', async () => {
  const models = Array.from({ length: 60 }, (_, index) =>
    sharedModel({ id: `m${index}`, title: `model ${index}` })
  );
  await openCanvas(serverWith(models));
  await userEvent.click(
    await screen.findByRole('button', { name: 'Load more' })
  );
  expect(
    await screen.findByRole('listitem', { name: 'model 59' })
  ).toBeInTheDocument();
  expect(
    screen.queryByRole('button', { name: 'Load more' })
  ).not.toBeInTheDocument();
});

test('Analyze tells score, column impact and metrics in words', async () => {
  await openCanvas(serverWith([sharedModel()]), `#/models/${ID}/analyze`);
  const panel = within(await screen.findByRole('tabpanel'));
  expect(panel.getByText('0.631')).toBeInTheDocument();
  expect(
    panel.getByText('F1 (positive class: Yes) · optimization metric')
  ).toBeInTheDocument();
  expect(panel.getAllByRole('listitem').map(item => item.textContent)).toEqual([
    'Contract60%',
    'tenure40%'
  ]);
  expect(
    panel.getByText('The weight relative to all others.')
  ).toBeInTheDocument();
  expect(panel.getByText('The model found 57.3% of Yes.')).toBeInTheDocument();
  expect(panel.getByText('Contract matters most.')).toBeInTheDocument();
  expect(screen.getByText('View and predict only')).toBeInTheDocument();
});

test('a profile without the Canvas app is told the setting', async () => {
  const wire = new Wire().on('GET /me', () => ({
    ...ME,
    capabilities: { ...ME.capabilities, canvas: false }
  }));
  await openCanvas(wire);
  expect(
    await screen.findByText('analyst has no Canvas app')
  ).toBeInTheDocument();
  expect(screen.getByText(/CanvasShare\.apps/)).toBeInTheDocument();
  expect(wire.count('GET /shared-models')).toBe(0);
});

test('a server with wrong settings says so, and can be tried again', async () => {
  let broken = true;
  const wire = serverWith([sharedModel()]).on('GET /me', () =>
    broken
      ? new Refusal(503, {
          code: 'store_unavailable',
          message: 'The store cannot be used.'
        })
      : ME
  );
  await openCanvas(wire);
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'The store cannot be used.'
  );
  broken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(
    await screen.findByRole('listitem', { name: 'churn' })
  ).toBeInTheDocument();
});
