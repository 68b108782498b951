import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import { button, column, open, preview, step } from './wizard';

test('columns that will not be used say why, and at least one must be', async () => {
  const { user } = open('churn.csv');
  await user.click(
    await screen.findByRole('button', { name: /^Next: Target/ })
  );
  const row = (
    await screen.findByRole('checkbox', { name: 'customerID' })
  ).closest('tr')!;
  expect(row).toHaveTextContent('It identifies rows.');
  expect(screen.getByLabelText('Type of customerID')).toHaveDisplayValue(
    'Auto: not used'
  );
  await user.selectOptions(screen.getByLabelText('Target'), 'Churn');
  await user.click(button('Select none'));
  expect(screen.getByText('0 of 4 columns selected')).toBeInTheDocument();
  await user.click(button('Next: Training method'));
  expect(screen.getByRole('group', { name: 'Features' })).toHaveFocus();
  expect(
    screen.getByRole('group', { name: 'Features' })
  ).toHaveAccessibleDescription(/at least one column/);
  await user.click(button('Select all'));
  expect(screen.getByText('4 of 4 columns selected')).toBeInTheDocument();
});

test('many columns are drawn a hundred at a time, and searched', async () => {
  const many = Array.from({ length: 110 }, (_, i) =>
    column(`c${i}`, 'Numerical')
  );
  const { user, wire, created } = open();
  wire.on('GET /input', ({ query }) => ({
    ...preview(query.get('path')!, query.get('target')),
    columns: many,
    head: []
  }));
  await user.type(await screen.findByLabelText('Input data'), 'wide.csv');
  await user.click(step('Target and features'));
  const rows = () => document.querySelectorAll('tbody tr').length;
  const click = (text: string | RegExp) => user.click(screen.getByText(text));
  await user.selectOptions(await screen.findByLabelText('Target'), 'c7');
  expect(rows()).toBe(100);
  await click('Show more (9 columns left)');
  expect(rows()).toBe(109);
  await click('Select none');
  await user.type(screen.getByLabelText('Search columns'), 'c10');
  await waitFor(() => expect(rows()).toBe(11));
  await click('Select all');
  await user.click(screen.getByText('c100', { selector: 'label > span' }));
  expect(screen.getByText('10 of 109 columns selected')).toBeInTheDocument();
  await click('Review and create');
  await click('Create experiment');
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0].features).toEqual([
    'c10',
    ...Array.from({ length: 9 }, (_, i) => `c10${i + 1}`)
  ]);
});
