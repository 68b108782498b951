import '@testing-library/jest-dom';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { Candidate, Comparison } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import Compare from '../details/Compare';
import { candidate, JOB } from './samples';
import { createStudio, renderIn } from './studio';

const LINEAR = candidate('linear-learner-1');
const FOREST = candidate('extra-trees-1');
const BEST = candidate('lightgbm-1', { best: true });

const COMPARISON: Comparison = {
  left: LINEAR,
  right: BEST,
  metrics: [
    { name: 'F1', direction: 'Maximize', left: 0.61, right: 0.64 },
    { name: 'LogLoss', direction: 'Minimize', left: 0.4, right: 0.45 },
    { name: 'AUC', direction: 'Maximize', left: null, right: 0.8 },
    { name: 'Recall', direction: 'Maximize', left: 0.50001, right: 0.50002 }
  ],
  settings: [
    { name: 'seed', left: '0', right: '0' },
    { name: 'algorithm', left: 'linear-learner', right: 'lightgbm' },
    { name: 'num_leaves', left: null, right: '31' },
    { name: 'weight', left: '0.5416666666666666', right: null }
  ],
  columns: [
    { column: 'tenure', left: 0.75, right: 0.5 },
    { column: 'Contract', left: 0.25, right: null }
  ],
  rows_compared: 700,
  rows_changed: 2,
  examples: [
    {
      row: 12,
      actual: 'Yes',
      left: 'No',
      right: 'Yes',
      values: { tenure: '3', Contract: null }
    },
    {
      row: 1200,
      actual: 'No',
      left: 'No',
      right: 'Yes',
      values: { tenure: '4', Contract: 'Two year' }
    }
  ],
  values_missing_reason: null,
  sentence: 'lightgbm-1 is better by F1 than linear-learner-1.'
};

interface ISetting {
  left?: string;
  right?: string;
  candidates?: () => Candidate[];
  comparison?: (query: URLSearchParams) => unknown;
}

function open({
  left = LINEAR.name,
  right = BEST.name,
  candidates = () => [BEST, LINEAR, FOREST],
  comparison = () => COMPARISON
}: ISetting = {}) {
  const wire = new Wire()
    .on('GET /jobs/churn-1', () => JOB)
    .on('GET /jobs/churn-1/candidates', () => ({
      items: candidates(),
      next: null
    }))
    .on('GET /jobs/churn-1/comparison', ({ query }) => comparison(query));
  const pairs: object[] = [];
  renderIn(
    createStudio(wire),
    <Compare
      job="churn-1"
      initial={{ left, right }}
      onPair={pair => pairs.push(pair)}
    />
  );
  return { wire, pairs, user: userEvent.setup() };
}

const cells = (name: RegExp) =>
  within(screen.getByRole('row', { name }))
    .getAllByRole('cell')
    .map(cell => cell.textContent);

test('two models side by side: the sentence, metrics, settings, impact', async () => {
  open();
  expect(await screen.findByText(COMPARISON.sentence)).toBeInTheDocument();
  expect(cells(/^F1/)).toEqual(['0.6100', '0.6400']);
  expect(cells(/^tenure 75/)).toEqual(['75%', '50%']);
  expect(cells(/^Contract 25/)).toEqual(['25%', 'n/a']);
  expect(cells(/^num_leaves/)).toEqual(['–', '31']);
  expect(cells(/^weight/)).toEqual(['0.5417', '–']);
});

test('the better value is marked, also where less is better', async () => {
  open();
  await screen.findByText(COMPARISON.sentence);
  const better = screen
    .getAllByTitle('The better one')
    .map(({ textContent }) => textContent);
  // nothing is better than what is not known, or than what reads the same
  expect(better).toEqual(['0.6400', '0.4000']);
});

test('settings that differ come first', async () => {
  open();
  await screen.findByText(COMPARISON.sentence);
  const names = screen
    .getAllByRole('rowheader')
    .map(({ textContent }) => textContent!)
    .filter(name => COMPARISON.settings.some(each => each.name === name));
  expect(names).toEqual(['algorithm', 'num_leaves', 'weight', 'seed']);
});

test('a row that differs shows its values and who was right', async () => {
  open();
  await screen.findByText(COMPARISON.sentence);
  expect(cells(/^12 /)).toEqual(['Yes', 'No', 'Yes ✓', '3', '']);
  expect(cells(/^1,200 /)).toEqual(['No', 'No ✓', 'Yes', '4', 'Two year']);
});

test('of many rows the first are shown until all are asked for', async () => {
  const examples = Array.from({ length: 30 }, (_, index) => ({
    ...COMPARISON.examples[0],
    row: index + 1
  }));
  const { user } = open({
    comparison: () => ({ ...COMPARISON, examples, rows_changed: 90 })
  });
  expect(
    await screen.findByText(/The 30 that differ most, of 90/)
  ).toBeInTheDocument();
  expect(
    screen.queryByRole('rowheader', { name: '30' })
  ).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Show 30 rows' }));
  expect(screen.getByRole('rowheader', { name: '30' })).toBeInTheDocument();
});

test('without the input there are figures and the reason', async () => {
  open({
    comparison: () => ({
      ...COMPARISON,
      examples: [{ ...COMPARISON.examples[0], values: {} }],
      rows_changed: 1,
      values_missing_reason: 'The input file is not there any more.'
    })
  });
  expect(await screen.findByText(/not there any more/)).toBeInTheDocument();
  expect(cells(/^12 /)).toEqual(['Yes', 'No', 'Yes ✓']);
});

test('what is not explained says so', async () => {
  open({
    comparison: () => ({
      ...COMPARISON,
      columns: [{ column: 'tenure', left: 1, right: null }]
    })
  });
  expect(
    await screen.findByText(/What lightgbm-1 takes from the columns/)
  ).toBeInTheDocument();
  expect(
    screen.queryByText(/What linear-learner-1 takes/)
  ).not.toBeInTheDocument();
});

test('another model is chosen, asked for and remembered', async () => {
  const asked: string[] = [];
  const { user, pairs } = open({
    comparison: query => {
      asked.push(`${query.get('left')} ${query.get('right')}`);
      return COMPARISON;
    }
  });
  await screen.findByText(COMPARISON.sentence);
  await user.selectOptions(
    screen.getByRole('combobox', { name: 'Left' }),
    'extra-trees-1'
  );
  await waitFor(() =>
    expect(asked).toEqual([
      'linear-learner-1 lightgbm-1',
      'extra-trees-1 lightgbm-1'
    ])
  );
  expect(pairs).toEqual([{ left: 'extra-trees-1', right: 'lightgbm-1' }]);
});

test('the same model twice is not asked for', async () => {
  const { wire } = open({ right: LINEAR.name });
  expect(await screen.findByText('The same model twice')).toBeInTheDocument();
  expect(wire.count('GET /jobs/churn-1/comparison')).toBe(0);
});

test.each([
  [{ status: 'InProgress' as const }, 'lightgbm-1 is still training'],
  [
    { status: 'Failed' as const, failure_reason: 'It ran out of memory.' },
    'It ran out of memory.'
  ],
  [{ status: 'Stopped' as const }, 'lightgbm-1 has no result']
])('a model without a result says why: %o', async (change, text) => {
  const { wire } = open({
    candidates: () => [LINEAR, candidate('lightgbm-1', change)]
  });
  expect(await screen.findByText(text)).toBeInTheDocument();
  expect(wire.count('GET /jobs/churn-1/comparison')).toBe(0);
});

test('a model that is not there can be exchanged', async () => {
  const { user } = open({ left: 'gone-1' });
  expect(
    await screen.findByText('There is no model gone-1')
  ).toBeInTheDocument();
  await user.selectOptions(
    screen.getByRole('combobox', { name: 'Left' }),
    LINEAR.name
  );
  expect(await screen.findByText(COMPARISON.sentence)).toBeInTheDocument();
});

test('a model in training is compared once it is ready', async () => {
  jest.useFakeTimers();
  try {
    let done = false;
    open({
      candidates: () => [
        LINEAR,
        candidate('lightgbm-1', done ? {} : { status: 'InProgress' })
      ]
    });
    await screen.findByText('lightgbm-1 is still training');
    done = true;
    await act(() => jest.advanceTimersByTimeAsync(3100));
    expect(await screen.findByText(COMPARISON.sentence)).toBeInTheDocument();
  } finally {
    jest.useRealTimers();
  }
});

test('a refusal is shown and can be tried again', async () => {
  let refused = true;
  const { user } = open({
    comparison: () =>
      refused
        ? new Refusal(404, {
            code: 'no_such_bundle',
            message: 'The model file is not there any more; train again.'
          })
        : COMPARISON
  });
  await screen.findByText(/train again/);
  refused = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText(COMPARISON.sentence)).toBeInTheDocument();
});
