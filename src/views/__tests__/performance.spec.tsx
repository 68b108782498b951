import '@testing-library/jest-dom';
import { screen, within } from '@testing-library/react';
import * as React from 'react';

import { renderOn, TestHost } from '../../components/__tests__/host';
import { Performance } from '../details/Performance';

test('a metric has both splits and its meaning', () => {
  renderOn(
    new TestHost(),
    <Performance
      performance={{
        metrics: [
          {
            name: 'RMSE',
            direction: 'Minimize',
            train: 1.5,
            validation: null,
            description: 'The typical error.',
            train_deviation: null,
            validation_deviation: null,
            best_constant: null
          }
        ],
        confusion_matrix: null,
        charts: [],
        train_rows: 80,
        validation_rows: 20,
        folds: 1,
        decision: null,
        per_class: []
      }}
      positiveClass={null}
    />
  );
  const cells = within(screen.getByRole('row', { name: /RMSE/ }));
  expect(cells.getAllByRole('cell').map(cell => cell.textContent)).toEqual([
    '1.5000',
    'n/a',
    'The typical error. Less is better.'
  ]);
});

test('folds, the best constant answer, the decision and each class are told', () => {
  renderOn(
    new TestHost(),
    <Performance
      performance={{
        metrics: [
          {
            name: 'F1',
            direction: 'Maximize',
            train: 0.9,
            validation: 0.625,
            description: 'Precision and recall together.',
            train_deviation: null,
            validation_deviation: 0.0125,
            best_constant: 0.42
          }
        ],
        confusion_matrix: {
          labels: ['No', 'Yes'],
          counts: [
            [75, 5],
            [10, 10]
          ]
        },
        charts: [
          {
            id: 'confusion-matrix',
            title: 'Confusion matrix',
            sentence: 'Of 100 rows, 85 were right.',
            spec: {}
          }
        ],
        train_rows: 100,
        validation_rows: 100,
        folds: 5,
        decision: 'Yes is predicted from a probability of 31% on.',
        per_class: [
          {
            name: 'Yes',
            rows: 20,
            accuracy: 0.85,
            precision: null,
            recall: 0.5,
            f1: 0.571428,
            auc: 0.8
          }
        ]
      }}
      positiveClass="Yes"
    />
  );
  const cells = (name: RegExp) =>
    within(screen.getByRole('row', { name }))
      .getAllByRole('cell')
      .map(cell => cell.textContent);
  expect(cells(/^F1/)).toEqual([
    '0.9000',
    '0.6250 ± 0.0125',
    '0.4200',
    'Precision and recall together. More is better.'
  ]);
  expect(cells(/^Yes 20 /)).toEqual([
    '20',
    'n/a',
    '0.5000',
    '0.5714',
    '0.8500',
    '0.8000'
  ]);
  expect(screen.getByText(/Trained on 100 rows in 5 folds/)).toBeVisible();
  expect(screen.getByText(/Yes is predicted from .* 31% on/)).toBeVisible();
  expect(screen.getByText('Of 100 rows, 85 were right.')).toBeVisible();
});
