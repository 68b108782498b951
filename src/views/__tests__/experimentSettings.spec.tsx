import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import { button, open, step } from './wizard';

test('the rarer class is the positive one until another is chosen', async () => {
  const { user, created, onCreated } = open('churn.csv');
  await user.click(
    await screen.findByRole('button', { name: /^Next: Target/ })
  );
  await user.selectOptions(await screen.findByLabelText('Target'), 'Churn');
  await user.click(step('Deployment and advanced settings'));
  const positive = await screen.findByLabelText('Positive class');
  expect(positive).toHaveValue('Yes');
  expect(screen.getByLabelText('Objective')).toHaveDisplayValue(
    'Auto: F1 (positive class: Yes)'
  );
  await user.selectOptions(positive, 'No');
  await user.selectOptions(screen.getByLabelText('Objective'), 'AUC');
  await user.click(button('Next: Review and create'));
  expect(screen.getByText('AUC (positive class: No)')).toBeInTheDocument();
  await user.click(button('Create experiment'));
  await waitFor(() => expect(onCreated).toHaveBeenCalledTimes(1));
  expect(created).toEqual([
    expect.objectContaining({
      input_path: 'churn.csv',
      target: 'Churn',
      // an objective goes together with its problem type
      problem_type: 'BinaryClassification',
      objective: 'AUC',
      positive_class: 'No',
      time_budget_seconds: 300,
      mode: 'AUTO',
      features: null,
      validation_fraction: null
    })
  ]);
});

test('only objectives of the problem type are offered', async () => {
  const { user } = open('churn.csv');
  await screen.findByLabelText('Experiment name');
  await user.click(step('Deployment'));
  await user.selectOptions(
    screen.getByLabelText('Select the machine learning problem type'),
    'Regression'
  );
  const names = Array.from(
    screen.getByLabelText<HTMLSelectElement>('Objective').options
  ).map(option => option.value);
  expect(names).toEqual(['', 'MSE', 'MAE', 'R2', 'RMSE']);
});

test('a candidate has no more time than the experiment', async () => {
  const { user } = open('churn.csv');
  await screen.findByLabelText('Experiment name');
  await user.click(step('Deployment'));
  await user.type(
    screen.getByLabelText('Max time per candidate (minutes)'),
    '6'
  );
  await user.click(button('Next: Review and create'));
  expect(
    screen.getByLabelText('Max time per candidate (minutes)')
  ).toHaveAccessibleDescription(/more time than the whole experiment/);
});
