import '@testing-library/jest-dom';
import { act, screen, within } from '@testing-library/react';
import * as React from 'react';

import type { ModelDetails } from '../../api/types';
import { renderOn, TestHost } from '../../components/__tests__/host';
import { Explainability } from '../details/Explainability';

const CLASSES = Array.from({ length: 16 }, (_, index) => `class ${index}`);

const EXPLAINED: NonNullable<ModelDetails['explainability']> = {
  method: 'permutation-sampling',
  unit: 'probability',
  definition: 'Mean absolute SHAP value.',
  sample_size: 200,
  expected_value: [0.3],
  attributions: [
    {
      column: 'tenure',
      value: 0.2,
      standard_error: 0.01,
      per_class: CLASSES.map(() => 0.0125)
    }
  ],
  chart: { id: 'shap', title: 'Column impact', sentence: 'Tenure.', spec: {} },
  metrics: [],
  hyperparameters: [
    { name: 'weight of lightgbm-1', value: '0.6500000000000001' },
    { name: 'learning_rate', value: '1.2345678e-05' },
    { name: 'max_depth', value: '6' }
  ],
  further_reading: []
};

async function open(change: Partial<typeof EXPLAINED> = {}, final = true) {
  renderOn(
    new TestHost(),
    <Explainability
      explainability={{ ...EXPLAINED, ...change }}
      classes={CLASSES}
      positiveClass={null}
      final={final}
    />
  );
  // the chart is drawn
  await act(async () => {});
}

const setting = (name: string) =>
  within(screen.getByRole('row', { name: new RegExp(`^${name}`) })).getByRole(
    'cell'
  );

test('settings show the digits that count, and tell all of them', async () => {
  await open();
  expect(setting('weight of lightgbm-1')).toHaveTextContent(/^0.65$/);
  expect(screen.getByTitle('0.6500000000000001')).toBeInTheDocument();
  expect(setting('learning_rate')).toHaveTextContent(/^0.000012$/);
  expect(setting('max_depth')).toHaveTextContent(/^6$/);
});

test('of many classes the table says that it shows some', async () => {
  await open();
  expect(
    screen.getByRole('columnheader', { name: 'class 14', hidden: true })
  ).toBeInTheDocument();
  expect(screen.queryByText('class 15')).not.toBeInTheDocument();
  expect(
    screen.getByText(/^Shown are at most 20 columns.* 15 classes/)
  ).toBeInTheDocument();
});

test('a model that is not explained says why, and shows the rest', async () => {
  const chart = { ...EXPLAINED.chart, sentence: 'It is not computed yet.' };
  await open({ attributions: [], chart }, false);
  expect(screen.getByText('It is not computed yet.')).toBeInTheDocument();
  expect(screen.queryByText(/^Unit/)).not.toBeInTheDocument();
  expect(setting('max_depth')).toBeInTheDocument();
});

test('what will not be computed any more is no promise', async () => {
  await open({ attributions: [], hyperparameters: [] });
  expect(screen.getByText(/could not be computed before/)).toBeVisible();
  expect(screen.getByText('This model has none.')).toBeVisible();
});
