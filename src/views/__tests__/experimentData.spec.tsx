import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import { button, heading, open, review } from './wizard';

test('a file from the file browser is named, previewed, and its columns offered', async () => {
  const { user } = open('data/Telco churn.csv');
  expect(
    ((await screen.findByLabelText('Experiment name')) as HTMLInputElement)
      .value
  ).toMatch(/^Telco-churn-\d{8}-\d{6}$/);
  expect(
    await screen.findByRole('columnheader', { name: /tenure.*3 missing/ })
  ).toBeInTheDocument();
  expect(
    screen.getByText('Columns are separated by semicolons.')
  ).toBeInTheDocument();
  expect(
    screen.getByText('CSV, 970 kB, 7,043 rows, 5 columns')
  ).toBeInTheDocument();
  await user.click(button('Next: Target and features'));
  expect(await heading('Target and features')).toHaveFocus();
  expect(screen.getByLabelText('Target')).toHaveTextContent('Churn');
});

test('a validation set of its own needs the columns of the input', async () => {
  const { user, created } = open('churn.csv');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(screen.getByLabelText('Auto split data?'));
  await user.click(
    screen.getByRole('radio', { name: 'Provide a validation set' })
  );
  const field = screen.getByLabelText('Validation data');
  await user.type(field, 'churn.csv');
  await user.click(button(/^Next/));
  expect(field).toHaveAccessibleDescription(/the input itself/);
  await user.clear(field);
  await user.type(field, 'other.csv');
  await user.tab();
  await screen.findByRole('region', { name: 'Preview: Validation data' });
  await waitFor(() =>
    expect(field).toHaveAccessibleDescription(/lacks weight, Churn/)
  );
  await user.clear(field);
  await user.type(field, 'short.csv');
  await user.tab();
  await waitFor(() => expect(field).toBeValid());
  const seen = screen.getByRole('region', { name: 'Preview: Validation data' });
  expect(seen).toHaveTextContent('499 rows');
  expect(seen).not.toHaveTextContent('Rows are too few.');
  await review(user);
  await user.click(button('Create experiment'));
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0].validation_path).toBe('short.csv');
  expect(created[0].validation_fraction).toBeNull();
});

test('a chosen file is looked at; one that is not there says so', async () => {
  const { user, studio, wire } = open();
  studio.chosen = 'folder/sales.parquet';
  await user.click(await screen.findByRole('button', { name: /^Browse/ }));
  await screen.findByRole('columnheader', { name: /tenure/ });
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
  expect(path).toHaveAccessibleDescription(/There is no file missing.csv/);
  expect(wire.count('GET /input')).toBe(2);
});

test('a click on Next from the field looks at the file, whatever was wrong with another', async () => {
  const { user, wire } = open('missing.csv');
  expect(
    await screen.findByText(/There is no file missing.csv/)
  ).toBeInTheDocument();
  const path = screen.getByLabelText('Input data');
  await user.clear(path);
  await user.type(path, 'churn.csv');
  await user.click(button(/^Next/));
  expect(await screen.findByLabelText('Target')).toBeInTheDocument();
  expect(wire.count('GET /input')).toBe(2);
});

test('too few rows are told before anything is sent', async () => {
  const { user } = open('short.csv');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(button(/^Next/));
  expect(screen.getByLabelText('Input data')).toHaveAccessibleDescription(
    /499 rows. Autopilot needs at least 500/
  );
});

test('another input keeps what it has too, and the target only if it has it', async () => {
  const { user } = open('churn.csv');
  await user.click(
    await screen.findByRole('button', { name: /^Next: Target/ })
  );
  await user.selectOptions(await screen.findByLabelText('Target'), 'Churn');
  await user.selectOptions(screen.getByLabelText('Type of tenure'), 'Text');
  await user.click(button('Back'));
  const path = screen.getByLabelText('Input data');
  await user.clear(path);
  await user.type(path, 'other.csv{Enter}');
  expect(await screen.findByLabelText('Target')).toHaveValue('');
  expect(screen.getByLabelText('Type of tenure')).toHaveValue('Text');
});
