import '@testing-library/jest-dom';
import { Dialog } from '@jupyterlab/apputils';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { SharedModel, ShareModel, UserProfile } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import { shareModel } from '../share/dialog';
import { createStudio, ME } from './studio';

function profile(
  name: string,
  apps: UserProfile['apps'] = ['Canvas']
): UserProfile {
  return { name, display_name: name, apps, since: '2026-01-01T00:00:00Z' };
}

const DOMAIN = [
  profile('ana'),
  profile('anton'),
  profile('berta'),
  profile('dora', ['Studio'])
];

const DETAILS = {
  model: {
    id: 'churn~lightgbm-1',
    source: 'autopilot',
    title: 'churn / lightgbm-1',
    target: 'Churn'
  },
  classes: ['No', 'Yes'],
  what_travels: {
    columns: [
      {
        name: 'Contract',
        type: 'Categorical',
        categories: ['Monthly', 'Yearly'],
        words: null,
        minimum: null,
        maximum: null
      },
      {
        name: 'complaint',
        type: 'Text',
        categories: null,
        words: ['late', 'price'],
        minimum: 1,
        maximum: 40
      },
      {
        name: 'tenure',
        type: 'Numerical',
        categories: null,
        words: null,
        minimum: 1,
        maximum: 71
      }
    ],
    dropped: { customerID: 'every value is another' },
    bundle_size: 120000
  }
};

async function open({
  people = DOMAIN,
  me = ME
}: { people?: UserProfile[]; me?: typeof ME } = {}) {
  const posted: ShareModel[] = [];
  const wire = new Wire()
    .on('GET /me', () => me)
    .on('GET /models/autopilot/churn~lightgbm-1', () => DETAILS)
    .on('GET /profiles', ({ query }) => ({
      items: [...people, me.profile].filter(
        ({ name, apps }) =>
          name.includes(query.get('q')?.toLowerCase() ?? '') &&
          (!query.has('app') || apps.includes('Canvas'))
      ),
      next: null
    }))
    .on('POST /shared-models', ({ body }) => {
      posted.push(body);
      return { title: 'churn / lightgbm-1', recipients: body.recipients };
    });
  const shared: Promise<SharedModel | null> = shareModel(
    createStudio(wire),
    'autopilot',
    'churn~lightgbm-1'
  );
  // a dialog that a test leaves open is taken away at its end, which rejects
  shared.catch(() => {});
  const dialog = within(await screen.findByRole('dialog'));
  await dialog.findByText('churn / lightgbm-1');
  return { wire, posted, shared, dialog, user: userEvent.setup() };
}

beforeAll(() => {
  // JupyterLab's style sheet shows its dialogs; a browser's own hides them until they are open
  const style = document.createElement('style');
  style.textContent = 'dialog { display: flex !important; }';
  document.head.append(style);
});

afterEach(async () => {
  await act(async () => Dialog.flush());
});

const share = () => screen.getByRole('button', { name: 'Share' });
const picker = () =>
  screen.findByRole('combobox', { name: 'Add Canvas users' });
const options = () =>
  screen.queryAllByRole('option').map(option => option.textContent);

test('arrow keys walk the Canvas users, Enter adds, Backspace removes', async () => {
  const { user, dialog } = await open();
  const box = await picker();
  expect(box).toHaveFocus();
  expect(box).toHaveAttribute('aria-expanded', 'false');
  await user.keyboard('{ArrowDown}');
  await waitFor(() => expect(options()).toEqual(['ana', 'anton', 'berta']));
  await user.keyboard('{ArrowUp}');
  const active = screen.getByRole('option', { selected: true });
  expect(active).toHaveTextContent('berta');
  expect(box).toHaveAttribute('aria-activedescendant', active.id);
  await user.keyboard('{Enter}');
  expect(dialog.getByRole('list', { name: 'Canvas users' })).toHaveTextContent(
    'berta'
  );
  expect(dialog.getByText('1 of at most 23 Canvas users')).toBeInTheDocument();
  // whoever is chosen is not offered again
  await user.keyboard('{ArrowDown}');
  expect(options()).toEqual(['ana', 'anton']);
  await user.keyboard('{Escape}');
  expect(box).toHaveAttribute('aria-expanded', 'false');
  expect(share()).toBeEnabled();
  await user.keyboard('{Backspace}');
  expect(
    dialog.queryByRole('list', { name: 'Canvas users' })
  ).not.toBeInTheDocument();
  expect(share()).toBeDisabled();
});

test('the server narrows the list down while one types', async () => {
  const { user } = await open();
  await user.type(await picker(), 'ant');
  await waitFor(() => expect(options()).toEqual(['anton']));
  await user.click(screen.getByRole('option', { name: 'anton' }));
  expect(
    screen.getByRole('button', { name: 'Remove anton' })
  ).toBeInTheDocument();
});

test.each([
  ['nobody', /Nobody in the Domain default is named “nobody”/],
  ['dora', /dora has no Canvas app/],
  ['data-scientist', /data-scientist is you/]
])('%s cannot be entered, and the dialog says why', async (name, reason) => {
  const { user, dialog } = await open();
  const box = await picker();
  await user.type(box, `${name}{Enter}`);
  expect(await dialog.findByText(reason)).toBeInTheDocument();
  expect(box).toBeInvalid();
  expect(box).toHaveValue(name);
  expect(share()).toBeDisabled();
});

test('a typed name is entered when the field is left', async () => {
  const { user } = await open();
  await user.type(await picker(), 'BERTA');
  await user.tab();
  expect(
    await screen.findByRole('button', { name: 'Remove berta' })
  ).toBeInTheDocument();
});

test('no more recipients than the server allows', async () => {
  const { user, dialog } = await open({ me: { ...ME, max_recipients: 1 } });
  const box = await picker();
  await user.type(box, 'ana{Enter}');
  await screen.findByRole('button', { name: 'Remove ana' });
  await user.type(box, 'berta{Enter}');
  expect(
    await dialog.findByText(/at most 1 Canvas users\.$/)
  ).toBeInTheDocument();
  expect(
    screen.queryByRole('button', { name: 'Remove berta' })
  ).not.toBeInTheDocument();
});

test('alone in the Domain, the setting for a colleague stands there', async () => {
  const { dialog } = await open({ people: [] });
  expect(
    await dialog.findByText(/c\.CanvasShare\.store = "file:\/\/\/store"/)
  ).toBeInTheDocument();
});

test('a note over the limit shows, and keeps the model here', async () => {
  const { user, dialog } = await open({ me: { ...ME, note_limit: 5 } });
  await user.type(await picker(), 'ana{Enter}');
  await screen.findByRole('button', { name: 'Remove ana' });
  const note = screen.getByLabelText('Add a note');
  await user.type(note, 'six ch');
  expect(dialog.getByText('6 of 5 characters')).toBeInTheDocument();
  expect(note).toBeInvalid();
  expect(share()).toBeDisabled();
  await user.type(note, '{Backspace}');
  expect(share()).toBeEnabled();
});

test('an arrow pressed before the list is there means its first', async () => {
  const { user } = await open();
  await user.type(await picker(), 'zzz');
  expect(await screen.findByText('No Canvas user matches “zzz”')).toBeVisible();
  await user.clear(await picker());
  await user.type(await picker(), 'bert{ArrowDown}');
  expect(
    await screen.findByRole('option', { name: 'berta', selected: true })
  ).toBeVisible();
  await user.keyboard('{Enter}');
  expect(
    await screen.findByRole('button', { name: 'Remove berta' })
  ).toBeVisible();
});

test('what travels is listed: columns, categories, ranges, what stays, no rows', async () => {
  const { user, dialog } = await open();
  await user.click(dialog.getByText('What travels'));
  expect(dialog.getByRole('row', { name: /Contract/ })).toHaveTextContent(
    'Monthly, Yearly'
  );
  expect(dialog.getByRole('row', { name: /tenure/ })).toHaveTextContent(
    '1 to 71'
  );
  expect(dialog.getByRole('row', { name: /complaint/ })).toHaveTextContent(
    'Words that many rows have: late, price'
  );
  expect(
    dialog.getByRole('row', { name: /Churn \(target\)/ })
  ).toHaveTextContent('No, Yes');
  expect(dialog.getByText('customerID: every value is another')).toBeVisible();
  expect(dialog.getByText(/No rows of your data/)).toBeVisible();
});

test('a refusal keeps the dialog and all that was entered; repeating it is one share', async () => {
  const { user, wire, posted, shared, dialog } = await open();
  let full = true;
  wire.on('POST /shared-models', ({ body }) => {
    posted.push(body);
    return full
      ? new Refusal(503, { code: 'unavailable', message: 'The disk is full.' })
      : { title: 'churn', recipients: body.recipients };
  });
  await user.type(await picker(), 'ana{Enter}');
  await screen.findByRole('button', { name: 'Remove ana' });
  await user.type(screen.getByLabelText('Add a note'), 'Look');
  await user.click(share());
  expect(await dialog.findByText('The disk is full.')).toBeInTheDocument();
  expect(screen.getByLabelText('Add a note')).toHaveValue('Look');
  full = false;
  await user.click(share());
  expect(await shared).toMatchObject({ recipients: ['ana'] });
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  expect(posted).toHaveLength(2);
  expect(posted[0]).toMatchObject({
    source: 'autopilot',
    model_id: 'churn~lightgbm-1',
    recipients: ['ana'],
    note: 'Look'
  });
  expect(posted[1].request).toBe(posted[0].request);
});

test('another note is another request', async () => {
  const { user, wire, posted, dialog } = await open();
  wire.on('POST /shared-models', ({ body }) => {
    posted.push(body);
    return new Refusal(503, { code: 'unavailable', message: 'Not now.' });
  });
  await user.type(await picker(), 'ana{Enter}');
  await screen.findByRole('button', { name: 'Remove ana' });
  await user.click(share());
  await dialog.findByText('Not now.');
  await user.type(screen.getByLabelText('Add a note'), 'Look');
  await user.click(share());
  await waitFor(() => expect(posted).toHaveLength(2));
  expect(posted[1].request).not.toBe(posted[0].request);
});

test('Cancel shares nothing, and a click beside the dialog loses nothing', async () => {
  const { user, posted, shared } = await open();
  await user.type(screen.getByLabelText('Add a note'), 'Long text');
  await user.click(screen.getByRole('dialog'));
  expect(screen.getByLabelText('Add a note')).toHaveValue('Long text');
  await user.click(screen.getByText('Cancel'));
  expect(await shared).toBeNull();
  expect(posted).toEqual([]);
});
