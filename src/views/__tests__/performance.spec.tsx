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
