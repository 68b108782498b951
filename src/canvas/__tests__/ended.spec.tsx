import '@testing-library/jest-dom';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { batch, ID, sharedModel } from './samples';
import { serverWith } from './server';
import { emit, openCanvas, Refusal } from './wire';

const AT = '2026-11-22T08:00:00Z';
const revoked = () =>
  sharedModel({
    state: 'revoked',
    revoked_at: AT,
    updated_at: AT,
    last_event: { kind: 'revoked', author: 'maria', at: AT }
  });
const NO = {
  value: 'No',
  probabilities: [],
  contributions: [],
  expected_value: null,
  notices: []
};
const PREDICTIONS = `POST /shared-models/${ID}/predictions`;
const dialog = () => within(screen.getByRole('dialog'));

test('the card of an ended share says since when, and can only be removed', async () => {
  const expired = sharedModel({
    id: 'x',
    title: 'prices',
    state: 'revoked',
    expires_at: AT,
    revoked_at: AT
  });
  await openCanvas(serverWith([revoked(), expired]));
  const card = await screen.findByRole('listitem', { name: 'churn' });
  expect(card).toHaveTextContent(/No longer shared by maria since.*2026/);
  expect(card).not.toHaveTextContent('Target');
  expect(
    within(card)
      .getAllByRole('button')
      .map(button => button.textContent)
  ).toEqual(['Remove']);
  expect(screen.getByRole('listitem', { name: 'prices' })).toHaveTextContent(
    /Expired on.*2026/
  );

  await userEvent.click(
    within(card).getByRole('button', { name: 'Remove churn' })
  );
  expect(
    dialog().getByText(/only if maria shares a new version/)
  ).toBeVisible();
  await userEvent.click(dialog().getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('Removed churn')).toHaveAttribute(
    'role',
    'status'
  );
  // the focus goes on to the next card
  expect(screen.getByRole('link', { name: 'prices' })).toHaveFocus();
  await waitFor(() =>
    expect(screen.queryByRole('listitem', { name: 'churn' })).toBeNull()
  );
});

test('a share that ends under one’s hands keeps what was typed, to be read', async () => {
  const models = [sharedModel()];
  const wire = serverWith(models)
    .on(PREDICTIONS, () => ({ items: [NO] }))
    .on(`GET /shared-models/${ID}/batch-predictions`, () => ({
      items: [batch({ status: 'Ready' })],
      next: null
    }));
  await openCanvas(wire, `#/models/${ID}/predict`);
  await screen.findByText('None yet');
  await userEvent.clear(screen.getByLabelText('tenure'));
  await userEvent.type(screen.getByLabelText('tenure'), '3');

  models[0] = revoked();
  await emit('received', ID);
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /No longer shared by maria since.*2026/
  );
  expect(screen.getByLabelText('tenure')).toHaveValue(3);
  expect(screen.getByLabelText('tenure')).toBeDisabled();
  expect(screen.queryByRole('button', { name: 'Update' })).toBeNull();
  expect(screen.queryByRole('tab')).toBeNull();
  expect(
    await screen.findByRole('button', { name: 'Download' })
  ).toBeInTheDocument();
});

test('a prediction that comes too late shows the end of the share, not an error', async () => {
  const models = [sharedModel()];
  const wire = serverWith(models).on(PREDICTIONS, () => ({ items: [NO] }));
  await openCanvas(wire, `#/models/${ID}/predict`);
  await screen.findByText('None yet');

  models[0] = revoked();
  wire.on(
    PREDICTIONS,
    () => new Refusal(410, { code: 'revoked', message: 'raw' })
  );
  await userEvent.click(screen.getByRole('button', { name: 'Update' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    /^No longer shared by maria/
  );
  expect(screen.queryByText('raw')).toBeNull();
});

test('a share that ends by its time is read again then', async () => {
  const soon = new Date(Date.now() + 300).toISOString();
  const models = [sharedModel({ expires_at: soon })];
  await openCanvas(serverWith(models), `#/models/${ID}/analyze`);
  await screen.findByText('It finds the balance.');
  models[0] = { ...revoked(), expires_at: soon, revoked_at: soon };
  expect(
    await screen.findByRole('alert', undefined, { timeout: 2000 })
  ).toHaveTextContent(/^Expired on/);
});

test('Remove asks, goes back to Models and says so; the address then says it plainly', async () => {
  const wire = serverWith([sharedModel()]);
  await openCanvas(wire, `#/models/${ID}/analyze`);
  const more = await screen.findByRole('button', { name: 'More actions' });
  await userEvent.click(more);
  await userEvent.click(screen.getByRole('menuitem', { name: 'Remove…' }));
  expect(
    screen.getByRole('dialog', { name: 'Remove churn?' })
  ).toHaveAccessibleDescription(
    /comes back only if maria shares a new version/
  );
  await userEvent.click(dialog().getByRole('button', { name: 'Cancel' }));
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(wire.count(`POST /shared-models/${ID}/remove`)).toBe(0);

  await userEvent.click(more);
  await userEvent.click(screen.getByRole('menuitem', { name: 'Remove…' }));
  await userEvent.click(dialog().getByRole('button', { name: 'Remove' }));
  expect(await screen.findByText('Removed churn')).toBeInTheDocument();
  expect(window.location.hash).toBe('#/models');

  window.location.hash = `#/models/${ID}/analyze`;
  expect(await screen.findByText('This model was removed')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'All models' }));
  expect(
    await screen.findByText('No model has been shared with you yet')
  ).toBeInTheDocument();
  expect(screen.queryByText('Removed churn')).toBeNull();
});

test('a refusal stays in the dialog, which can be tried again', async () => {
  const wire = serverWith([sharedModel()]).on(
    `POST /shared-models/${ID}/remove`,
    () =>
      new Refusal(503, { code: 'unavailable', message: 'The store is away.' })
  );
  await openCanvas(wire, `#/models/${ID}/analyze`);
  await userEvent.click(
    await screen.findByRole('button', { name: 'More actions' })
  );
  await userEvent.click(screen.getByRole('menuitem', { name: 'Remove…' }));
  await userEvent.click(dialog().getByRole('button', { name: 'Remove' }));
  expect(await dialog().findByRole('alert')).toHaveTextContent(
    'The store is away.'
  );
  expect(dialog().getByRole('button', { name: 'Remove' })).toBeEnabled();
});

test('Block and Unblock ask, and the menu works by keyboard', async () => {
  const models = [sharedModel()];
  const wire = serverWith(models);
  for (const blocked of [true, false]) {
    wire.on(
      `POST /profiles/maria/${blocked ? 'block' : 'unblock'}`,
      () => (models[0] = { ...models[0], blocked })
    );
  }
  await openCanvas(wire, `#/models/${ID}/analyze`);
  const more = await screen.findByRole('button', { name: 'More actions' });
  more.focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(screen.getByRole('menuitem', { name: 'Remove…' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  expect(more).toHaveFocus();

  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(screen.getByRole('menuitem', { name: 'Block maria…' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(
    screen.getByRole('dialog', { name: 'Block maria?' })
  ).toHaveAccessibleDescription(/maria is not told/);
  await userEvent.click(dialog().getByRole('button', { name: 'Block' }));
  expect(await screen.findByText(/You have blocked maria/)).toBeInTheDocument();

  await userEvent.click(more);
  await userEvent.click(
    screen.getByRole('menuitem', { name: 'Unblock maria…' })
  );
  await userEvent.click(dialog().getByRole('button', { name: 'Unblock' }));
  await waitFor(() =>
    expect(screen.queryByText(/You have blocked maria/)).toBeNull()
  );
});
