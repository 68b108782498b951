import '@testing-library/jest-dom';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { ID, sharedModel } from './samples';
import { serverWith } from './server';
import { emit, ME, openCanvas, Refusal, Wire } from './wire';

const titles = () =>
  screen
    .getAllByRole('heading', { level: 2 })
    .map(heading => heading.textContent);

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

test('sort and source stand in the address, and only sources that are there are offered', async () => {
  const models = [
    sharedModel({ id: 'b', title: 'prices' }),
    sharedModel({ id: 'a', title: 'churn', source: 'jumpstart' })
  ];
  await openCanvas(serverWith(models));
  await screen.findByRole('listitem', { name: 'churn' });
  const source = screen.getByRole('combobox', { name: 'Shared from' });
  expect(
    within(source)
      .getAllByRole('option')
      .map(option => option.textContent)
  ).toEqual(['All sources', 'Autopilot', 'JumpStart']);
  expect(titles()).toEqual(['prices', 'churn']);

  const sort = screen.getByRole('combobox', { name: 'Sort by' });
  await userEvent.selectOptions(sort, 'Name A to Z');
  expect(window.location.hash).toBe('#/models?sort=title');
  await waitFor(() => expect(titles()).toEqual(['churn', 'prices']));
  await userEvent.selectOptions(sort, 'Name Z to A');
  expect(window.location.hash).toBe('#/models?sort=-title');
  await waitFor(() => expect(titles()).toEqual(['prices', 'churn']));

  await userEvent.selectOptions(source, 'JumpStart');
  expect(window.location.hash).toBe('#/models?source=jumpstart&sort=-title');
  await waitFor(() => expect(titles()).toEqual(['churn']));
});

test('an address with a source that nothing came from says so', async () => {
  await openCanvas(serverWith([sharedModel()]), '#/models?source=mlflow');
  expect(
    await screen.findByText('No model from MLflow matches')
  ).toBeInTheDocument();
  expect(screen.getByRole('combobox', { name: 'Shared from' })).toHaveValue(
    'mlflow'
  );
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
  expect(
    await screen.findByRole('listitem', { name: 'churn' })
  ).toBeInTheDocument();
});

test('a card tells versions, the last event and when the share ends', async () => {
  const at = '2026-11-22T08:00:00Z';
  const model = sharedModel({
    versions: 3,
    last_event: { kind: 'updated', author: 'maria', at },
    expires_at: '2099-01-31T08:00:00Z'
  });
  await openCanvas(serverWith([model]));
  const card = await screen.findByRole('listitem', { name: 'churn' });
  expect(card).toHaveTextContent('Versions3');
  expect(card).toHaveTextContent('maria shared an update');
  expect(card).toHaveTextContent(/Expires.*2099/);
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
