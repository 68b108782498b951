import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import { Refusal } from '../../canvas/__tests__/wire';
import { button, open, review, step } from './wizard';

test('Next stays on a page with something wrong, and says what', async () => {
  const { user } = open();
  const name = await screen.findByLabelText('Experiment name');
  await user.type(name, '-no spaces-');
  expect(name).toBeValid();
  await user.click(button('Next: Target and features'));
  expect(name).toBeInvalid();
  expect(name).toHaveFocus();
  expect(screen.getByLabelText('Input data')).toHaveAccessibleDescription(
    /Choose a CSV or Parquet file/
  );
  expect(step('Experiment and data')).toHaveAccessibleName(/to correct/);
});

test('what is wrong on any page is listed before creating, which leads to it', async () => {
  const { user, wire } = open();
  await user.type(await screen.findByLabelText('Experiment name'), 'churn');
  await user.click(step('Deployment'));
  await user.clear(screen.getByLabelText('Max total time (minutes)'));
  await user.type(screen.getByLabelText('Max candidates'), '751');
  await user.type(
    screen.getByLabelText('Max time per candidate (minutes)'),
    '0'
  );
  await user.clear(screen.getByLabelText('Seed'));
  await user.click(step('Review'));
  const list = screen.getByRole('alert');
  expect(list).toHaveTextContent(/Choose a CSV or Parquet file/);
  expect(list).toHaveTextContent(/Choose the column to predict/);
  expect(list).toHaveTextContent(/from 1 to 750/);
  expect(list).toHaveTextContent(/between 10 seconds and 30 days/);
  expect(list).toHaveTextContent(/at least one second/);
  expect(list).toHaveTextContent(/from 0 to 2,147,483,647/);
  await user.click(button('Create experiment'));
  expect(screen.getByLabelText('Input data')).toHaveFocus();
  expect(wire.count('POST /jobs')).toBe(0);
  await user.click(step('Review'));
  await user.click(button('Max candidates'));
  expect(screen.getByLabelText('Max candidates')).toHaveFocus();
});

test('a name is as long as the server takes it', async () => {
  const { user } = open();
  const name = await screen.findByLabelText('Experiment name');
  await user.type(name, `a${'-'.repeat(62)}z`);
  await user.click(button('Next: Target and features'));
  expect(name).toHaveAccessibleDescription(/1 to 63 letters/);
  await user.type(name, '{Backspace}{Backspace}z');
  expect(name).toBeValid();
});

test('Back and Next keep everything', async () => {
  const { user, created } = open('churn.csv');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(screen.getByLabelText('Auto split data?'));
  const percent = screen.getByLabelText('Rows to train on (%)');
  await user.clear(percent);
  await user.type(percent, '70');
  await user.click(button('Next: Target and features'));
  await user.selectOptions(screen.getByLabelText('Target'), 'Churn');
  await user.click(screen.getByRole('checkbox', { name: 'Contract' }));
  await user.selectOptions(screen.getByLabelText('Type of tenure'), 'Text');
  await user.selectOptions(screen.getByLabelText('Sample weights'), 'weight');
  await user.click(button('Next: Training method'));
  await user.click(screen.getByRole('radio', { name: 'Ensembling' }));
  await user.click(screen.getByRole('checkbox', { name: 'LightGBM' }));
  await user.click(button('Next: Deployment and advanced settings'));
  for (let page = 0; page < 3; page++) {
    await user.click(button('Back'));
  }
  expect(screen.getByLabelText('Rows to train on (%)')).toHaveValue(70);
  await user.click(step('Target'));
  expect(screen.getByRole('checkbox', { name: 'Contract' })).not.toBeChecked();
  await user.click(step('Review'));
  await user.click(button('Create experiment'));
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0]).toMatchObject({
    validation_fraction: 0.3,
    features: ['customerID', 'tenure'],
    feature_types: { tenure: 'Text' },
    sample_weight_column: 'weight',
    mode: 'ENSEMBLING',
    algorithms: [
      'linear-learner',
      'xgboost',
      'extra-trees',
      'randomforest',
      'mlp'
    ]
  });
});

test.each([
  [
    'a code',
    { code: 'job_exists', message: 'There is already a job named taken.' },
    'Experiment name',
    'There is already a job named taken.'
  ],
  [
    'the name of the field',
    {
      code: 'refused',
      message: 'sample_weight_column: there are negative numbers in it.'
    },
    'Sample weights',
    'there are negative numbers in it.'
  ],
  [
    'a rule of the request',
    {
      code: 'invalid_request',
      message: 'body: Value error, time_budget_seconds: is too short..'
    },
    'Max total time (minutes)',
    'is too short..'
  ]
])(
  'a refusal leads to its field by %s and keeps what was typed',
  async (_, refusal, label, message) => {
    const { user, wire, onCreated } = open('churn.csv');
    const name = await screen.findByLabelText('Experiment name');
    await user.clear(name);
    await user.type(name, 'taken');
    await screen.findByRole('columnheader', { name: /tenure/ });
    await review(user);
    wire.on('POST /jobs', () => new Refusal(422, refusal));
    await user.click(button('Create experiment'));
    const field = await screen.findByLabelText(label);
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveAccessibleDescription(expect.stringContaining(message));
    wire.on('POST /jobs', ({ body }) => ({ name: body.name }));
    if (label === 'Experiment name') {
      await user.type(field, '-2');
      expect(field).toBeValid();
    }
    await user.click(step('Review'));
    await user.click(button('Create experiment'));
    await waitFor(() =>
      expect(onCreated).toHaveBeenCalledWith(expect.stringMatching(/^taken/))
    );
  }
);

test('a refusal that is about no field stands above the buttons', async () => {
  const { user, wire } = open('churn.csv');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await review(user);
  wire.on(
    'POST /jobs',
    () =>
      new Refusal(503, { code: 'unavailable', message: 'The disk is full.' })
  );
  await user.click(button('Create experiment'));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'The disk is full.'
  );
  expect(button('Create experiment')).toBeEnabled();
});
