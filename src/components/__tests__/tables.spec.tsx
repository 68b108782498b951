import '@testing-library/jest-dom';
import { screen, within } from '@testing-library/react';
import * as React from 'react';

import { ConfusionMatrix } from '../ConfusionMatrix';
import { formatBytes, formatMetric, formatNumber, percent } from '../format';
import { MetricsTable } from '../Metrics';
import { renderOn, TestHost } from './host';

test('numbers, shares and sizes read well, missing ones say so', () => {
  expect(formatNumber(1234.56789)).toBe('1,234.5679');
  expect(formatNumber(0.87654, 2)).toBe('0.88');
  expect(formatNumber(0.0000123)).toBe('0.000012');
  expect(formatNumber(0)).toBe('0');
  expect(formatNumber(null)).toBe('n/a');
  expect(formatMetric(0.6)).toBe('0.6000');
  expect(formatMetric(-12.345678)).toBe('-12.35');
  expect(formatMetric(476026.6025)).toBe('476,027');
  expect(formatMetric(0.00001)).toBe('0.000010');
  expect(formatMetric(null)).toBe('n/a');
  expect(percent(0.1234)).toBe('12.3%');
  expect(percent(null)).toBe('n/a');
  expect(formatBytes(999)).toBe('999 bytes');
  expect(formatBytes(1_500_000)).toBe('1.5 MB');
  expect(formatBytes(null)).toBe('n/a');
});

test('each metric has a row, under its full name', () => {
  renderOn(
    new TestHost(),
    <MetricsTable
      rows={[
        { name: 'F1', set: 'Training', value: 0.75 },
        { name: 'F1', set: 'Validation', value: null },
        { name: 'Accuracy', set: 'Validation', value: 0.5 }
      ]}
      positiveClass="Yes"
      columns={[
        { title: 'Data', cell: ({ set }) => set },
        {
          title: 'Value',
          number: true,
          cell: ({ value }) => formatMetric(value)
        }
      ]}
    />
  );
  expect(screen.getAllByRole('row').map(row => row.textContent)).toEqual([
    'MetricDataValue',
    'F1 (positive class: Yes)Training0.7500',
    'F1 (positive class: Yes)Validationn/a',
    'AccuracyValidation0.5000'
  ]);
});

test('the confusion matrix has actual classes in rows, with their shares', () => {
  renderOn(
    new TestHost(),
    <ConfusionMatrix
      matrix={{
        labels: ['No', 'Yes', 'Never'],
        counts: [
          [75, 25, 0],
          [1, 3, 0],
          [0, 0, 0]
        ]
      }}
    />
  );
  const row = (name: string) =>
    within(screen.getByRole('row', { name: new RegExp(`^${name} `) }))
      .getAllByRole('cell')
      .map(cell => cell.textContent);
  expect(row('No')).toEqual(['75 75%', '25 25%', '0 0%']);
  expect(row('Yes')).toEqual(['1 25%', '3 75%', '0 0%']);
  expect(row('Never')).toEqual(['0 0%', '0 0%', '0 0%']);
});

test('of many classes the first 15 are shown, and it says so', () => {
  const labels = Array.from({ length: 20 }, (_, index) => `c${index}`);
  renderOn(
    new TestHost(),
    <ConfusionMatrix
      matrix={{ labels, counts: labels.map(() => labels.map(() => 1)) }}
    />
  );
  expect(screen.getAllByRole('rowheader')).toHaveLength(15);
  // percentages are of the whole row, hidden columns too
  expect(screen.getAllByRole('cell')[0]).toHaveTextContent('1 5%');
  expect(
    screen.getByText(/The 15 most frequent of 20 classes are shown/)
  ).toBeInTheDocument();
});

test('of many classes the fifteen most frequent are compared', () => {
  const labels = Array.from({ length: 17 }, (_, number) => `class ${number}`);
  renderOn(
    new TestHost(),
    <ConfusionMatrix
      matrix={{
        labels,
        counts: labels.map((_, row) =>
          labels.map((_, column) => (row === column ? row : 0))
        )
      }}
    />
  );
  const rows = screen.getAllByRole('row').slice(1);
  expect(
    rows.map(row => within(row).getByRole('rowheader').textContent)
  ).toEqual(labels.slice(2));
  expect(
    screen.getByText(/The 15 most frequent of 17 classes are shown/)
  ).toBeVisible();
});
