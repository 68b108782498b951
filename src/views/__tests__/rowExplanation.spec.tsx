import '@testing-library/jest-dom';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { ModelDetails, Prediction } from '../../api/types';
import { column } from '../../canvas/__tests__/samples';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import { RowExplanation } from '../details/RowExplanation';
import { createStudio, renderIn } from './studio';

const PATH = 'POST /models/autopilot/churn-1~lightgbm-1/predictions';

const COLUMNS = [
  column('tenure', 'Numerical', { integer: true, default: 29 }),
  column('Contract', 'Categorical', {
    categories: ['Monthly', 'Two year'],
    default: 'Two year'
  }),
  column('since', 'Datetime', { default: '2024-05-17' })
];

const DETAILS = {
  model: {
    id: 'churn-1~lightgbm-1',
    source: 'autopilot',
    target: 'Churn'
  },
  columns: COLUMNS,
  made_up_rows: [
    [3, 'Monthly', '2020-01-31'],
    [4, null, null]
  ],
  artifacts: [
    {
      group: 'Inputs',
      name: 'Input data',
      description: '',
      size: 10,
      path: 'data/churn.csv',
      download: null,
      sha256: null
    }
  ]
} as unknown as ModelDetails;

const ANSWER: Prediction = {
  value: 'Yes',
  probabilities: [
    { name: 'No', probability: 0.3 },
    { name: 'Yes', probability: 0.7 }
  ],
  contributions: [
    { column: 'tenure', value: 0.1 },
    { column: 'Contract', value: 0.4 },
    { column: 'since', value: -0.05 }
  ],
  expected_value: 0.25,
  notices: ['“tenure” is unusual.']
};

const PREVIEW = {
  columns: [
    { name: 'Contract' },
    { name: 'id' },
    { name: 'tenure' },
    { name: 'since' }
  ],
  head: [
    ['Monthly', 'c1', '12', '2021-02-03 00:00:00'],
    ['Weekly', 'c2', null, null]
  ]
};

function open(
  answer: () => unknown = () => ANSWER,
  details: ModelDetails = DETAILS
) {
  const rows: unknown[] = [];
  const wire = new Wire()
    .on(PATH, async ({ body }) => {
      rows.push(...body.rows);
      const found = await answer();
      return found instanceof Refusal ? found : { items: [found] };
    })
    .on('GET /input', ({ query }) =>
      query.get('path') === 'data/churn.csv' && query.get('whole') === 'true'
        ? PREVIEW
        : new Refusal(404, { code: 'no_such_file', message: 'No file.' })
    );
  renderIn(createStudio(wire), <RowExplanation details={details} />);
  return { rows, wire, user: userEvent.setup() };
}

const start = () => screen.getByRole('combobox', { name: 'Start from' });
const explain = () => screen.getByRole('button', { name: 'Explain' });
const table = () => screen.findByRole('table');

test('the form starts with typical values, and nothing is asked for yet', () => {
  const { wire } = open();
  expect(screen.getByLabelText('tenure')).toHaveValue(29);
  expect(screen.getByLabelText('Contract')).toHaveDisplayValue('Two year');
  expect(screen.getByLabelText('since')).toHaveValue('2024-05-17');
  expect(wire.requests).not.toContain(PATH);
});

test('a row is explained in words and in figures that add up', async () => {
  const { user, rows } = open();
  await user.click(explain());
  const lines = within(await table())
    .getAllByRole('row')
    .slice(1)
    .map(row =>
      Array.from(row.children, ({ textContent }) => textContent).slice(0, 3)
    );
  expect(rows).toEqual([
    { tenure: 29, Contract: 'Two year', since: '2024-05-17' }
  ]);
  expect(lines).toEqual([
    ['Made-up rows, on average', '', '25%'],
    ['Contract', 'Two year', '+40.00'],
    ['tenure', '29', '+10.00'],
    ['since', '2024-05-17', '-5.00'],
    ['Prediction', 'Yes', '70%']
  ]);
  const verdict = screen.getByText(/is predicted as/).textContent;
  expect(verdict).toBe(
    'Churn is predicted as Yes, with a probability of 70%. ' +
      'The made-up rows that it is compared with get 25% on average. ' +
      'Contract (Two year) raises it most: +40 percentage points. ' +
      'since (2024-05-17) lowers it most: -5 percentage points.'
  );
  expect(screen.getByText('“tenure” is unusual.')).toBeInTheDocument();
});

test('a made-up row fills the form and is explained at once', async () => {
  const { user, rows } = open();
  await user.selectOptions(start(), 'Made-up row 2');
  await table();
  expect(screen.getByLabelText('tenure')).toHaveValue(4);
  expect(screen.getByLabelText('Contract')).toHaveDisplayValue('(missing)');
  expect(rows).toEqual([{ tenure: 4, Contract: null, since: null }]);
});

test('a row of the input is picked, also with a category that is not known', async () => {
  const { user, rows } = open();
  await user.click(
    screen.getByRole('button', { name: 'Pick from data/churn.csv' })
  );
  await screen.findByRole('option', { name: 'Row 2' });
  expect(start()).toHaveDisplayValue('Row 1');
  expect(start()).toHaveFocus();
  await waitFor(() => expect(rows).toHaveLength(1));
  await user.selectOptions(start(), 'Row 2');
  await waitFor(() => expect(rows).toHaveLength(2));
  expect(rows).toEqual([
    { tenure: 12, Contract: 'Monthly', since: '2021-02-03' },
    { tenure: null, Contract: 'Weekly', since: null }
  ]);
  expect(screen.getByLabelText('Contract')).toHaveDisplayValue(
    'Weekly (not known to the model)'
  );
});

test('an input that went says so, and the form stays', async () => {
  const { user, wire } = open();
  wire.on(
    'GET /input',
    () =>
      new Refusal(404, {
        code: 'no_such_file',
        message: 'There is no file “data/churn.csv”.'
      })
  );
  await user.click(screen.getByRole('button', { name: /Pick from/ }));
  expect(await screen.findByText(/There is no file/)).toBeInTheDocument();
  expect(screen.getByLabelText('tenure')).toHaveValue(29);
});

test('without an input below the root there is nothing to pick from', () => {
  open(() => ANSWER, { ...DETAILS, artifacts: [] });
  expect(
    screen.queryByRole('button', { name: /Pick from/ })
  ).not.toBeInTheDocument();
});

test('typed values are what is explained', async () => {
  const { user, rows } = open();
  await user.clear(screen.getByLabelText('tenure'));
  await user.type(screen.getByLabelText('tenure'), '70');
  await user.selectOptions(screen.getByLabelText('Contract'), 'Monthly');
  expect(start()).toHaveDisplayValue('Values typed below');
  await user.click(explain());
  await table();
  expect(rows).toEqual([
    { tenure: 70, Contract: 'Monthly', since: '2024-05-17' }
  ]);
});

test('a number is explained in the unit of the target', async () => {
  const { user } = open(() => ({
    ...ANSWER,
    value: 1234.5,
    probabilities: [],
    notices: [],
    contributions: [{ column: 'tenure', value: -265.5 }],
    expected_value: 1500
  }));
  await user.click(explain());
  await table();
  expect(screen.getByText(/is predicted as/).textContent).toBe(
    'Churn is predicted as 1,234.5. The made-up rows that it is compared ' +
      'with get 1,500 on average. tenure (29) lowers it most: -265.5.'
  );
});

test('of a long text the beginning is told, and all of it is asked about', async () => {
  const text = 'so good '.repeat(40);
  const review = column('Contract', 'Text', { default: text });
  const details = { ...DETAILS, columns: [review] };
  const { user, rows } = open(() => ANSWER, details);
  await user.click(explain());
  const cell = within(await table()).getByText(/^so good/);
  expect(cell).toHaveTextContent(/^.{99,101}…$/);
  expect(rows).toEqual([{ Contract: text }]);
});

test('many columns are folded into lines that still add up', async () => {
  const { user } = open(() => ({
    ...ANSWER,
    contributions: Array.from({ length: 14 }, (_, index) => ({
      column: `column ${index}`,
      value: 0.01
    }))
  }));
  await user.click(explain());
  const shown = await table();
  expect(
    within(shown).getByRole('row', { name: /4 other columns/ })
  ).toHaveTextContent('+4');
  await user.click(screen.getByRole('button', { name: 'Show all 14 columns' }));
  expect(within(shown).getAllByRole('row')).toHaveLength(1 + 1 + 14 + 1);
});

test('a refusal names the column, and the last answer stays', async () => {
  let refused = false;
  const { user } = open(() =>
    refused
      ? new Refusal(400, {
          code: 'wrong_type',
          message: '“tenure” is not a number.'
        })
      : ANSWER
  );
  await user.click(explain());
  await table();
  refused = true;
  await user.click(explain());
  expect(await screen.findByText(/is not a number/)).toBeInTheDocument();
  expect(screen.getByRole('table')).toBeInTheDocument();
});

test('of two answers the newer one is shown', async () => {
  let release = () => {};
  let calls = 0;
  const { user, rows } = open(async () => {
    calls += 1;
    if (calls === 1) {
      await new Promise<void>(resolve => (release = resolve));
      return { ...ANSWER, value: 'No' };
    }
    return ANSWER;
  });
  await user.selectOptions(start(), 'Made-up row 1');
  await user.selectOptions(start(), 'Made-up row 2');
  await table();
  release();
  await waitFor(() => expect(rows).toHaveLength(2));
  expect(screen.getByText(/is predicted as Yes/)).toBeInTheDocument();
});
