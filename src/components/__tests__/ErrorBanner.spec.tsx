import '@testing-library/jest-dom';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { ApiError } from '../../api/errors';
import { ErrorBanner } from '../ErrorBanner';
import { renderOn, TestHost } from './host';

const refusal = (problems: unknown) =>
  new ApiError(422, {
    code: 'wrong_columns',
    message: 'march.csv does not fit the model.',
    details: { problems }
  });

const problems = () =>
  within(screen.getByRole('alert'))
    .queryAllByRole('listitem')
    .map(item => item.textContent);

test('says what was wrong and each problem, as text or by field', () => {
  renderOn(
    new TestHost(),
    <ErrorBanner
      error={refusal([
        'There is no column tenure.',
        { field: 'rows.0', problem: 'must be an object' }
      ])}
    />
  );
  expect(screen.getByRole('alert')).toHaveTextContent(
    'march.csv does not fit the model.'
  );
  expect(problems()).toEqual([
    'There is no column tenure.',
    'rows.0: must be an object'
  ]);
});

test('does not say the one problem twice', () => {
  const error = new ApiError(400, {
    code: 'invalid_request',
    message: 'note: too long.',
    details: { problems: [{ field: 'note', problem: 'too long' }] }
  });
  renderOn(new TestHost(), <ErrorBanner error={error} />);
  expect(problems()).toEqual([]);
});

test('shows any other failure, and survives details of another shape', () => {
  const { rerender } = renderOn(
    new TestHost(),
    <ErrorBanner error={new Error('The server does not answer.')} />
  );
  expect(screen.getByRole('alert')).toHaveTextContent(
    'The server does not answer.'
  );
  rerender(<ErrorBanner error={refusal('many')} />);
  expect(problems()).toEqual([]);
});

test('offers what can be done, and is not there without an error', async () => {
  const done: string[] = [];
  const { rerender } = renderOn(
    new TestHost(),
    <ErrorBanner
      error={new Error('no')}
      onRetry={() => done.push('retry')}
      onDismiss={() => done.push('dismiss')}
    />
  );
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(done).toEqual(['retry', 'dismiss']);
  rerender(<ErrorBanner error={null} />);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});
