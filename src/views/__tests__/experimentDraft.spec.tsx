import '@testing-library/jest-dom';
import { screen, waitFor } from '@testing-library/react';

import type { CreateAutoMLJob } from '../../api/types';
import { fromRequest, toRequest } from '../autopilot/experiment';
import { JOB } from './samples';
import { button, heading, open, step, Workspace } from './wizard';

test('an unfinished form survives a reload; when it was created it is gone', async () => {
  const { user, view, drafts } = open('churn.csv');
  const name = await screen.findByLabelText('Experiment name');
  expect(drafts.kept).toBeUndefined();
  await user.clear(name);
  await user.type(name, 'spring');
  await user.click(button('Next: Target and features'));
  await user.selectOptions(await screen.findByLabelText('Target'), 'Churn');
  await user.click(screen.getByRole('checkbox', { name: 'tenure' }));
  view.unmount();

  const again = open('churn.csv', { drafts });
  expect(await heading('Target and features')).toBeInTheDocument();
  expect(await screen.findByLabelText('Target')).toHaveValue('Churn');
  expect(screen.getByRole('checkbox', { name: 'tenure' })).not.toBeChecked();
  await again.user.click(step('Review'));
  await again.user.click(button('Create experiment'));
  await waitFor(() => expect(again.onCreated).toHaveBeenCalledWith('spring'));
  expect(drafts.kept).toBeUndefined();
});

test('Start over forgets what was entered before', async () => {
  const { user, view, drafts } = open('churn.csv');
  const name = await screen.findByLabelText('Experiment name');
  await user.clear(name);
  await user.type(name, 'spring');
  view.unmount();
  const again = open('churn.csv', { drafts });
  await again.user.click(
    await screen.findByRole('button', { name: 'Start over' })
  );
  await waitFor(() =>
    expect(
      (screen.getByLabelText('Experiment name') as HTMLInputElement).value
    ).toMatch(/^churn-/)
  );
  expect(drafts.kept).toBeUndefined();
});

test('what is kept of another version does no harm', async () => {
  const drafts = new Workspace();
  drafts.kept = { page: 'none', experiment: { minutes: 7, target: 'Churn' } };
  open('churn.csv', { drafts });
  await heading('Experiment and data details');
  expect(screen.getByLabelText('Auto split data?')).toBeChecked();
});

const REQUESTS: [string, CreateAutoMLJob][] = [
  ['as little as possible', JOB.request],
  [
    'everything',
    {
      ...JOB.request,
      input_path: 'parts',
      problem_type: 'BinaryClassification',
      objective: 'AUC',
      positive_class: 'No',
      validation_fraction: 0.07,
      features: ['tenure', 'Contract'],
      feature_types: { Contract: 'Text' },
      sample_weight_column: 'weight',
      mode: 'ENSEMBLING',
      algorithms: ['xgboost', 'mlp'],
      max_candidates: 7,
      max_runtime_per_candidate_seconds: 31,
      time_budget_seconds: 125,
      seed: 2 ** 31 - 1
    }
  ],
  [
    'an objective whose problem type is not known',
    { ...JOB.request, objective: 'AUC' }
  ],
  [
    'a set of its own and a build',
    {
      ...JOB.request,
      validation_path: 'later.csv',
      build: 'Standard',
      mode: 'ENSEMBLING',
      max_candidates: 20,
      time_budget_seconds: 3600
    }
  ]
];

test.each(REQUESTS)('a request comes back from the form: %s', (_, request) => {
  expect(toRequest(fromRequest(request), null)).toEqual(request);
});

test('Clone takes the settings of a job under a new name', async () => {
  const [, [, request]] = REQUESTS;
  const { user, created } = open('', { cloned: { ...JOB, request } });
  expect(await screen.findByLabelText('Input data')).toHaveValue('parts');
  await screen.findByText(/^CSV, 12 parts/);
  await user.click(step('Review'));
  await user.click(button('Create experiment'));
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0]).toEqual({
    ...request,
    name: expect.stringMatching(/^parts-\d{8}-\d{6}$/)
  });
});
