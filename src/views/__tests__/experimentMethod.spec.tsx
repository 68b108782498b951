import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import { button, open, review, step } from './wizard';

test('a build stands for method and limits', async () => {
  const { user, created } = open('churn.csv');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(step('Training method'));
  await user.click(screen.getByRole('radio', { name: 'Quick build' }));
  expect(screen.getByRole('radio', { name: 'Ensembling' })).toBeChecked();
  expect(screen.getByRole('radio', { name: 'Ensembling' })).toBeDisabled();
  await user.click(step('Deployment'));
  expect(screen.getByLabelText('Max candidates')).toHaveValue(6);
  expect(screen.getByLabelText('Max total time (minutes)')).toBeDisabled();
  await review(user);
  expect(screen.getByText('Quick build')).toBeInTheDocument();
  await user.click(button('Create experiment'));
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0]).toMatchObject({
    build: 'Quick',
    mode: 'ENSEMBLING',
    max_candidates: 6,
    time_budget_seconds: 120
  });
});

test('Auto says by what it chooses, and how large this input is', async () => {
  const { user } = open('large.parquet');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(step('Training method'));
  expect(screen.getByRole('radio', { name: 'Auto' })).toBeChecked();
  expect(
    screen.getByRole('radio', { name: 'Auto' })
  ).toHaveAccessibleDescription(
    'Ensembling with sample weights, and for an input of up to 100 MB; else hyperparameter optimization. This input has 150 MB.'
  );
  expect(
    screen.queryByRole('group', { name: 'Algorithms' })
  ).not.toBeInTheDocument();
});
