import '@testing-library/jest-dom';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { ApiError } from '../../api/errors';
import type { ReportName } from '../../api/types';
import { Reports } from '../Reports';
import { renderOn, TestHost } from './host';

function open(
  reports: ReportName[],
  read: (report: ReportName) => Promise<Blob> = async report =>
    new Blob([report])
) {
  const host = new TestHost();
  renderOn(
    host,
    <Reports reports={reports} title="churn-1 / lightgbm-1" read={read} />
  );
  return { host, user: userEvent.setup() };
}

const button = (name: string) => screen.getByRole('button', { name });

test('each report that there is has a button, and its file the name of the model', async () => {
  const { host, user } = open(['performance.pdf', 'statistics.json']);
  expect(
    screen.getByRole('group', { name: 'Download Performance Reports' })
  ).toBeInTheDocument();
  expect(
    screen.queryByRole('button', { name: 'HTML' })
  ).not.toBeInTheDocument();
  await user.click(button('PDF'));
  await user.click(button('statistics.json'));
  expect(host.saved.map(({ filename }) => filename)).toEqual([
    'churn-1-lightgbm-1-performance.pdf',
    'churn-1-lightgbm-1-statistics.json'
  ]);
});

test('without reports there is nothing to download', () => {
  open([]);
  expect(screen.queryByRole('group')).not.toBeInTheDocument();
});

test('while one is drawn none else is asked for', async () => {
  let give: (file: Blob) => void = () => {};
  const { host, user } = open(
    ['performance.pdf', 'statistics.json'],
    () => new Promise(resolve => (give = resolve))
  );
  await user.click(button('PDF'));
  expect(button('Preparing…')).toBeDisabled();
  expect(button('statistics.json')).toBeDisabled();
  give(new Blob(['%PDF']));
  expect(await screen.findByRole('button', { name: 'PDF' })).toBeEnabled();
  expect(host.saved).toHaveLength(1);
});

test('a refusal is said, and can be tried again', async () => {
  const { host, user } = open(['performance.pdf'], async () => {
    throw new ApiError(422, {
      code: 'reports_not_installed',
      message: 'What draws performance.pdf is not installed.',
      details: {}
    });
  });
  await user.click(button('PDF'));
  expect(await screen.findByText(/is not installed/)).toBeInTheDocument();
  expect(button('PDF')).toBeEnabled();
  expect(host.saved).toEqual([]);
});
