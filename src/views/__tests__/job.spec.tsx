import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import type { AutoMLJob } from '../../api/types';
import { Refusal } from '../../canvas/__tests__/wire';
import { CommandIDs } from '../../tokens';
import { CANDIDATES, open, rows } from './jobTab';
import { JOB } from './samples';

const RUNNING: AutoMLJob = {
  ...JOB,
  status: 'InProgress',
  secondary_status: 'TrainingModels',
  ended_at: null,
  progress: {
    fraction: 0.25,
    done: 1,
    total: 4,
    message: 'Training extra-trees-1'
  }
};

test('a running job is followed until it has ended, then left alone', async () => {
  let job = RUNNING;
  const { wire } = open(
    () => job,
    () => (job === RUNNING ? [] : CANDIDATES)
  );
  expect(await screen.findByRole('progressbar')).toHaveAttribute(
    'aria-valuenow',
    '25'
  );
  expect(screen.getByText(/Training extra-trees-1/)).toBeInTheDocument();
  expect(screen.getByText('No model yet')).toBeInTheDocument();
  job = JOB;
  await waitFor(
    () => expect(screen.queryByRole('progressbar')).not.toBeInTheDocument(),
    { timeout: 3000 }
  );
  expect(await rows()).toHaveLength(3);
  expect(
    screen.queryByRole('button', { name: 'Stop training' })
  ).not.toBeInTheDocument();
  const reads = wire.count('GET /jobs/churn-1');
  await new Promise(resolve => setTimeout(resolve, 1300));
  expect(wire.count('GET /jobs/churn-1')).toBe(reads);
});

test('Stop training stops; a refusal shows and the button stays', async () => {
  let job = RUNNING;
  const { user, wire } = open(() => job);
  wire.on(
    'POST /jobs/churn-1/stop',
    () => new Refusal(503, { code: 'unavailable', message: 'Busy.' })
  );
  const stop = await screen.findByRole('button', { name: 'Stop training' });
  await user.click(stop);
  expect(await screen.findByText('Busy.')).toBeInTheDocument();
  expect(stop).toBeEnabled();
  wire.on(
    'POST /jobs/churn-1/stop',
    () => (job = { ...JOB, status: 'Stopped' })
  );
  await user.click(stop);
  expect(await screen.findByText('Stopped')).toBeInTheDocument();
  expect(stop).not.toBeInTheDocument();
});

const SPLIT: AutoMLJob['split'] = {
  kind: 'Folds',
  folds: 5,
  train_rows: 7043,
  validation_rows: 0
};

test('what the engine chose and why is there, and how rows were held back', async () => {
  open(() => ({
    ...JOB,
    split: SPLIT,
    partial_failure_reasons: ['mlp-1: it ran out of memory.']
  }));
  expect(
    await screen.findByText('The input is smaller than 100 MB.')
  ).toBeInTheDocument();
  expect(
    screen.getByText(
      'Cross-validation with 5 folds: each of 7,043 rows was held back once'
    )
  ).toBeInTheDocument();
  expect(screen.getByText('mlp-1: it ran out of memory.')).toBeInTheDocument();
  expect(screen.getByText('4.1 kB')).toBeInTheDocument();
});

test('a job that waits says for which, and leads there', async () => {
  const { user, studio } = open(() => ({ ...RUNNING, queued_behind: 'cut-1' }));
  expect(await screen.findByText('Waiting')).toBeInTheDocument();
  expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'cut-1' }));
  expect(studio.executed).toEqual([[CommandIDs.openJob, { name: 'cut-1' }]]);
});

test('Job profile shows every choice the job was created with', async () => {
  const { user } = open();
  await user.click(await screen.findByRole('tab', { name: 'Job profile' }));
  const method = screen.getByRole('region', { name: 'Training method' });
  expect(method).toHaveTextContent('Auto');
  expect(
    screen.queryByRole('button', { name: /^Change/ })
  ).not.toBeInTheDocument();
});

test('a job that has ended is cloned and deleted, one that runs only cloned', async () => {
  const { user, studio } = open();
  await user.click(await screen.findByRole('button', { name: 'Clone' }));
  await user.click(screen.getByRole('button', { name: 'Delete' }));
  expect(studio.executed).toEqual([
    [CommandIDs.createExperiment, { clone: 'churn-1' }],
    [CommandIDs.deleteJob, { name: 'churn-1' }]
  ]);
});

test('a running job cannot be deleted', async () => {
  open(() => RUNNING);
  await screen.findByRole('button', { name: 'Stop training' });
  expect(screen.getByRole('button', { name: 'Clone' })).toBeInTheDocument();
  expect(
    screen.queryByRole('button', { name: 'Delete' })
  ).not.toBeInTheDocument();
});

test('the notebooks of a job are written and opened; a refusal shows', async () => {
  const { user, studio, wire } = open(() => ({ ...JOB, split: SPLIT }));
  wire.on('POST /jobs/churn-1/notebooks/data-exploration', () => ({
    path: 'autopilot-notebooks/churn-1/Data.ipynb'
  }));
  await user.click(
    await screen.findByRole('button', {
      name: 'Open data exploration notebook'
    })
  );
  await waitFor(() =>
    expect(studio.executed).toEqual([
      ['docmanager:open', { path: 'autopilot-notebooks/churn-1/Data.ipynb' }]
    ])
  );
  wire.on(
    'POST /jobs/churn-1/notebooks/candidate-definition',
    () => new Refusal(422, { code: 'refused', message: 'Read only.' })
  );
  await user.click(
    screen.getByRole('button', { name: 'Open candidate generation notebook' })
  );
  expect(await screen.findByText('Read only.')).toBeInTheDocument();
});
