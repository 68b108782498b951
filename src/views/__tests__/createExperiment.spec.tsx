import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { CreateAutoMLJob, InputPreview } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import CreateExperiment from '../autopilot/CreateExperiment';
import { createStudio, renderIn } from './studio';

const COLUMNS: InputPreview['columns'] = [
  {
    name: 'tenure',
    type: 'Numerical',
    missing: 3,
    unique: 72,
    use: 'feature',
    reason: null,
    warnings: []
  },
  {
    name: 'Churn',
    type: 'Categorical',
    missing: 0,
    unique: 2,
    use: 'feature',
    reason: null,
    warnings: []
  }
];

function preview(path: string, target: string | null): InputPreview {
  return {
    path,
    format: 'csv',
    separator: ';',
    decimal: ',',
    encoding: 'utf-8',
    rows: 7043,
    parts: 1,
    size: 970000,
    columns: COLUMNS,
    head: [['12', 'No']],
    notices: ['Columns are separated by semicolons.'],
    target,
    problem_type: target === 'Churn' ? 'BinaryClassification' : null,
    classes:
      target === 'Churn'
        ? [
            { name: 'No', rows: 5174 },
            { name: 'Yes', rows: 1869 }
          ]
        : []
  };
}

function open(path = '') {
  const created: CreateAutoMLJob[] = [];
  const wire = new Wire()
    .on('GET /input', ({ query }) =>
      query.get('path') === 'missing.csv'
        ? new Refusal(404, {
            code: 'no_such_file',
            message: 'There is no file missing.csv.'
          })
        : preview(query.get('path')!, query.get('target'))
    )
    .on('POST /jobs', ({ body }) => {
      created.push(body);
      return { name: body.name };
    });
  const studio = createStudio(wire);
  const onCreated = jest.fn();
  renderIn(studio, <CreateExperiment path={path} onCreated={onCreated} />);
  return { wire, studio, created, onCreated, user: userEvent.setup() };
}

const create = () => screen.getByRole('button', { name: 'Create experiment' });

test('a file from the file browser is named, previewed, and its columns offered', async () => {
  open('data/Telco churn.csv');
  expect(
    (screen.getByLabelText('Experiment name') as HTMLInputElement).value
  ).toMatch(/^Telco-churn-\d{8}-\d{6}$/);
  expect(
    await screen.findByRole('columnheader', { name: /tenure.*3 missing/ })
  ).toBeInTheDocument();
  expect(
    screen.getByText('Columns are separated by semicolons.')
  ).toBeInTheDocument();
  expect(screen.getByRole('option', { name: 'Churn' })).toBeInTheDocument();
});

test('the rarer class is the positive one until another is chosen', async () => {
  const { user, created, onCreated } = open('churn.csv');
  await screen.findByRole('option', { name: 'Churn' });
  expect(screen.queryByLabelText('Positive class')).not.toBeInTheDocument();
  await user.selectOptions(screen.getByLabelText('Target'), 'Churn');
  const positive = await screen.findByLabelText('Positive class');
  expect(positive).toHaveValue('Yes');
  expect(screen.getByLabelText('Objective')).toHaveDisplayValue(
    'Auto: F1 (positive class: Yes)'
  );
  await user.selectOptions(positive, 'No');
  await user.selectOptions(screen.getByLabelText('Objective'), 'AUC');
  await user.click(create());
  await waitFor(() => expect(onCreated).toHaveBeenCalledTimes(1));
  expect(created).toEqual([
    expect.objectContaining({
      input_path: 'churn.csv',
      target: 'Churn',
      // an objective goes together with its problem type
      problem_type: 'BinaryClassification',
      objective: 'AUC',
      positive_class: 'No',
      time_budget_seconds: 300
    })
  ]);
});

test('only objectives of the problem type are offered', async () => {
  const { user } = open('churn.csv');
  await user.selectOptions(screen.getByLabelText('Problem type'), 'Regression');
  const names = Array.from(
    screen.getByLabelText<HTMLSelectElement>('Objective').options
  ).map(option => option.value);
  expect(names).toEqual(['', 'MSE', 'MAE', 'R2', 'RMSE']);
});

test('nothing is sent while a field is wrong, and each says what is', async () => {
  const { user, wire } = open();
  await user.type(screen.getByLabelText('Experiment name'), '-no spaces-');
  await user.clear(screen.getByLabelText('Time budget (minutes)'));
  await user.click(create());
  expect(screen.getByLabelText('Experiment name')).toBeInvalid();
  expect(screen.getByLabelText('Experiment name')).toHaveFocus();
  expect(screen.getByLabelText('Input data')).toHaveAccessibleDescription(
    /Choose a CSV or Parquet file/
  );
  expect(screen.getByLabelText('Target')).toBeInvalid();
  expect(
    screen.getByLabelText('Time budget (minutes)')
  ).toHaveAccessibleDescription(/between/);
  expect(wire.count('POST /jobs')).toBe(0);
});

test('a refusal stands at the form and keeps what was typed', async () => {
  const { user, wire, created, onCreated } = open('churn.csv');
  const accept = { name: 'taken' };
  wire.on('POST /jobs', ({ body }) => {
    created.push(body);
    return body.name === 'taken'
      ? new Refusal(409, {
          code: 'job_exists',
          message: 'There is already a job named taken.'
        })
      : accept;
  });
  await user.selectOptions(
    await screen.findByLabelText('Target'),
    await screen.findByRole('option', { name: 'Churn' })
  );
  await screen.findByLabelText('Positive class');
  const name = screen.getByLabelText('Experiment name');
  await user.clear(name);
  await user.type(name, 'taken');
  await user.click(create());
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'There is already a job named taken.'
  );
  expect(name).toHaveValue('taken');
  expect(screen.getByLabelText('Target')).toHaveValue('Churn');
  expect(onCreated).not.toHaveBeenCalled();
  await user.type(name, '-2');
  await user.click(create());
  await waitFor(() => expect(onCreated).toHaveBeenCalled());
  expect(created[1].name).toBe('taken-2');
});

test('a chosen file is looked at; one that is not there says so', async () => {
  const { user, studio, wire } = open();
  studio.chosen = 'folder/sales.parquet';
  await user.click(screen.getByRole('button', { name: 'Browse' }));
  await screen.findByRole('option', { name: 'tenure' });
  expect(screen.getByLabelText('Input data')).toHaveValue(
    'folder/sales.parquet'
  );
  expect(
    (screen.getByLabelText('Experiment name') as HTMLInputElement).value
  ).toMatch(/^sales-/);
  const path = screen.getByLabelText('Input data');
  await user.clear(path);
  await user.type(path, 'missing.csv');
  await user.tab();
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'There is no file missing.csv.'
  );
  expect(wire.count('GET /input')).toBe(2);
});
