import { Dialog } from '@jupyterlab/apputils';
import '@testing-library/jest-dom';
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import { Refusal, Wire } from '../../canvas/__tests__/wire';
import { deleteJob } from '../autopilot/deleteJob';
import JobList from '../autopilot/JobList';
import { CommandIDs } from '../../tokens';
import { JOB } from './samples';
import { createStudio, renderIn } from './studio';

const DELETE = 'DELETE /jobs/churn-1';

function ask() {
  const wire = new Wire()
    .on('GET /jobs/churn-1', () => ({ ...JOB, size: 12_300_000 }))
    .on(DELETE, () => JOB);
  const answer = deleteJob(createStudio(wire), 'churn-1');
  // a dialog that a test leaves open is taken away at its end, which rejects
  answer.catch(() => {});
  return { wire, answer, user: userEvent.setup() };
}

beforeAll(() => {
  // JupyterLab's style sheet shows its dialogs; a browser's own hides them until they are open
  const style = document.createElement('style');
  style.textContent = 'dialog { display: flex !important; }';
  document.head.append(style);
});

afterEach(async () => {
  await act(async () => Dialog.flush());
});

test('a job is deleted once it was said how large it is and that was confirmed', async () => {
  const { wire, answer, user } = ask();
  expect(
    await screen.findByText('This frees 12.3 MB on disk.')
  ).toBeInTheDocument();
  expect(screen.getByText(/every share has a copy/)).toBeInTheDocument();
  expect(wire.count(DELETE)).toBe(0);
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  expect((await answer)?.name).toBe('churn-1');
  expect(wire.count(DELETE)).toBe(1);
});

test('a change of mind deletes nothing', async () => {
  const { wire, answer, user } = ask();
  await user.click(await screen.findByText('Cancel'));
  expect(await answer).toBeNull();
  expect(wire.count(DELETE)).toBe(0);
});

test('a refusal stands in the dialog', async () => {
  const { wire, user } = ask();
  wire.on(
    DELETE,
    () =>
      new Refusal(409, { code: 'job_running', message: 'Stop training first.' })
  );
  await user.click(await screen.findByRole('button', { name: 'Delete' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Stop training first.'
  );
});

test('the list clones and deletes, and reads again what is left', async () => {
  let jobs = [JOB, { ...JOB, name: 'cut-1', status: 'InProgress' }];
  const wire = new Wire().on('GET /jobs', () => ({ items: jobs, next: null }));
  const studio = createStudio(wire);
  renderIn(studio, <JobList />);
  const user = userEvent.setup();
  await user.click(
    await screen.findByRole('button', { name: 'Clone churn-1' })
  );
  await user.click(screen.getByRole('button', { name: 'Delete churn-1' }));
  expect(studio.executed).toEqual([
    [CommandIDs.createExperiment, { clone: 'churn-1' }],
    [CommandIDs.deleteJob, { name: 'churn-1' }]
  ]);
  expect(
    screen.queryByRole('button', { name: 'Delete cut-1' })
  ).not.toBeInTheDocument();
  jobs = [];
  act(() => studio.canvasShare.refresh());
  await waitFor(() =>
    expect(screen.getByText('No experiments yet')).toBeInTheDocument()
  );
});
