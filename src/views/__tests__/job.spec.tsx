import '@testing-library/jest-dom';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { AutoMLJob, Candidate } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import { CommandIDs } from '../../tokens';
import Job from '../autopilot/Job';
import { candidate, JOB } from './samples';
import { createStudio, renderIn } from './studio';

const CANDIDATES = [
  candidate('linear-learner-1'),
  candidate('mlp-1', {
    status: 'Failed',
    shareable: false,
    not_shareable_reason: 'its training failed',
    objective: {
      name: 'F1',
      value: null,
      status: 'Failed',
      standard_deviation: null
    },
    metrics: []
  }),
  candidate('lightgbm-1', { best: true })
];

function open(
  job: () => AutoMLJob = () => JOB,
  candidates: () => Candidate[] = () => CANDIDATES
) {
  const wire = new Wire()
    .on('GET /jobs/churn-1', job)
    .on('GET /jobs/churn-1/candidates', () => ({
      items: candidates(),
      next: null
    }));
  const studio = createStudio(wire);
  renderIn(studio, <Job name="churn-1" />);
  return { wire, studio, user: userEvent.setup() };
}

const rows = async () => {
  await screen.findByRole('radio', { name: /lightgbm-1/ });
  return screen.getAllByRole('row').slice(1);
};
const share = () => screen.getByRole('button', { name: 'Share' });

test('the best model is on top, marked and selected', async () => {
  open();
  const [best, ...others] = await rows();
  expect(within(best).getByText('Best model')).toBeInTheDocument();
  expect(within(best).getByRole('radio')).toBeChecked();
  expect(best).toHaveAttribute('data-model-id', 'churn-1~lightgbm-1');
  others.forEach(row => {
    expect(within(row).queryByText('Best model')).not.toBeInTheDocument();
    expect(within(row).getByRole('radio')).not.toBeChecked();
  });
});

test('metrics are those of the validation rows, and name the positive class', async () => {
  open();
  const [best] = await rows();
  expect(
    screen.getByRole('columnheader', {
      name: 'Objective: F1 (positive class: Yes)'
    })
  ).toBeInTheDocument();
  expect(
    screen.getByRole('columnheader', { name: 'Recall (positive class: Yes)' })
  ).toBeInTheDocument();
  expect(
    within(best).getByRole('cell', { name: '0.5200' })
  ).toBeInTheDocument();
  expect(
    within(best).queryByRole('cell', { name: '0.9900' })
  ).not.toBeInTheDocument();
});

test('the selected row is shared; one that cannot be says why', async () => {
  const { user, studio } = open();
  await rows();
  await user.click(screen.getByRole('radio', { name: 'linear-learner-1' }));
  await user.click(share());
  expect(studio.executed).toEqual([
    [
      CommandIDs.shareModel,
      { source: 'autopilot', id: 'churn-1~linear-learner-1' }
    ]
  ]);
  await user.click(screen.getByRole('radio', { name: 'mlp-1' }));
  expect(share()).toBeDisabled();
  expect(share()).toHaveAccessibleDescription(
    'mlp-1 cannot be shared: its training failed'
  );
});

test('Enter and a double click open the model details', async () => {
  const { user, studio } = open();
  const [best, other] = await rows();
  within(best).getByRole('radio').focus();
  await user.keyboard('{Enter}');
  await user.dblClick(other);
  expect(studio.executed.map(([, args]) => args)).toEqual([
    { source: 'autopilot', id: 'churn-1~lightgbm-1', name: 'lightgbm-1' },
    {
      source: 'autopilot',
      id: 'churn-1~linear-learner-1',
      name: 'linear-learner-1'
    }
  ]);
});

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

test('a candidate says how sure its objective is, what staying small cost, and whether it is explained', async () => {
  open(
    () => JOB,
    () => [
      candidate('lightgbm-1', {
        best: true,
        objective: {
          name: 'F1',
          value: 0.61,
          status: 'Succeeded',
          standard_deviation: 0.012
        },
        size_notice: 'Members were left out: F1 fell by 0.0010.',
        explanation: 'Pending'
      }),
      candidate('mlp-1', { explanation: 'Skipped' })
    ]
  );
  const [best, other] = await rows();
  expect(
    within(best).getByRole('cell', { name: '0.6100 ± 0.012' })
  ).toBeInTheDocument();
  expect(best).toHaveTextContent('Members were left out: F1 fell by 0.0010.');
  expect(within(best).getByRole('cell', { name: 'Waiting' })).toBeVisible();
  expect(other).toHaveTextContent('Not computed: the time budget ended');
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

test('two models that are trained are compared', async () => {
  const { user, studio } = open();
  await rows();
  const compare = screen.getByRole('button', { name: 'Compare' });
  expect(compare).toBeDisabled();
  expect(compare).toHaveAccessibleDescription(/Check two models/);
  expect(
    screen.getByRole('checkbox', { name: 'Compare mlp-1' })
  ).toBeDisabled();
  for (const name of ['linear-learner-1', 'lightgbm-1']) {
    await user.click(screen.getByRole('checkbox', { name: `Compare ${name}` }));
  }
  // marking selects nothing
  expect(screen.getByRole('radio', { name: 'lightgbm-1' })).toBeChecked();
  await user.click(compare);
  expect(studio.executed).toEqual([
    [
      CommandIDs.compareModels,
      { job: 'churn-1', left: 'linear-learner-1', right: 'lightgbm-1' }
    ]
  ]);
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
