import '@testing-library/jest-dom';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { AutoMLJob, CreateAutoMLJob, InputPreview } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import CreateExperiment from '../autopilot/CreateExperiment';
import type { IDraftStore } from '../autopilot/draft';
import { fromRequest, toRequest } from '../autopilot/experiment';
import { JOB } from './samples';
import { createStudio, renderIn } from './studio';

function column(
  name: string,
  type: InputPreview['columns'][number]['type'],
  change: Partial<InputPreview['columns'][number]> = {}
): InputPreview['columns'][number] {
  return {
    name,
    type,
    missing: 0,
    unique: 72,
    use: 'feature',
    reason: null,
    warnings: [],
    ...change
  };
}

const COLUMNS = [
  column('customerID', 'Text', {
    use: 'dropped',
    reason: 'It identifies rows.'
  }),
  column('tenure', 'Numerical', { missing: 3 }),
  column('Contract', 'Categorical', { unique: 3 }),
  column('weight', 'Numerical'),
  column('Churn', 'Categorical', { unique: 2 })
];

function preview(path: string, target: string | null): InputPreview {
  return {
    path,
    format: 'csv',
    separator: ';',
    decimal: ',',
    encoding: 'utf-8',
    rows: path.includes('short') ? 499 : 7043,
    parts: path.includes('.') ? 1 : 12,
    size: path.includes('large') ? 150_000_000 : 970_000,
    columns: path.includes('other') ? COLUMNS.slice(0, 3) : COLUMNS,
    head: [['0001', '12', 'Monthly', '1', 'No'].slice(0, COLUMNS.length)],
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

/** A workspace: what is kept in it survives the page. */
class Workspace implements IDraftStore {
  kept: unknown = undefined;
  load = async () => this.kept as any;
  save = async (draft: unknown) => {
    this.kept = JSON.parse(JSON.stringify(draft));
  };
  remove = async () => {
    this.kept = undefined;
  };
}

function open(
  path = '',
  {
    drafts = new Workspace(),
    cloned = null
  }: { drafts?: Workspace; cloned?: AutoMLJob | null } = {}
) {
  const created: CreateAutoMLJob[] = [];
  const wire = new Wire()
    .on('GET /input', ({ query }) => {
      const [file, target] = [query.get('path')!, query.get('target')];
      const read = preview(file, target);
      return file === 'missing.csv'
        ? new Refusal(404, {
            code: 'no_such_file',
            message: 'There is no file missing.csv.'
          })
        : target && !read.columns.some(({ name }) => name === target)
          ? new Refusal(422, { code: 'no_such_target', message: 'No column.' })
          : read;
    })
    .on('GET /jobs/churn-1', () => cloned)
    .on('POST /jobs', ({ body }) => {
      created.push(body);
      return { name: body.name };
    });
  const studio = createStudio(wire);
  const onCreated = jest.fn();
  const view = renderIn(
    studio,
    <CreateExperiment
      path={path}
      clone={cloned?.name ?? null}
      drafts={drafts}
      onCreated={onCreated}
    />
  );
  const user = userEvent.setup();
  return { wire, studio, created, onCreated, user, drafts, view };
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const step = (name: string) =>
  within(screen.getByRole('navigation', { name: 'Steps' })).getByRole(
    'button',
    { name: new RegExp(name) }
  );
const heading = (name: string) => screen.findByRole('heading', { name });

/** To **Review and create**, with Churn as the target. */
async function review(user: ReturnType<typeof userEvent.setup>) {
  await user.click(step('Target and features'));
  await user.selectOptions(await screen.findByLabelText('Target'), 'Churn');
  await user.click(step('Review and create'));
  await heading('Review and create');
}

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

test('the rarer class is the positive one until another is chosen', async () => {
  const { user, created, onCreated } = open('churn.csv');
  await user.click(
    await screen.findByRole('button', { name: /^Next: Target/ })
  );
  await user.selectOptions(await screen.findByLabelText('Target'), 'Churn');
  await user.click(step('Deployment and advanced settings'));
  const positive = await screen.findByLabelText('Positive class');
  expect(positive).toHaveValue('Yes');
  expect(screen.getByLabelText('Objective')).toHaveDisplayValue(
    'Auto: F1 (positive class: Yes)'
  );
  await user.selectOptions(positive, 'No');
  await user.selectOptions(screen.getByLabelText('Objective'), 'AUC');
  await user.click(button('Next: Review and create'));
  expect(screen.getByText('AUC (positive class: No)')).toBeInTheDocument();
  await user.click(button('Create experiment'));
  await waitFor(() => expect(onCreated).toHaveBeenCalledTimes(1));
  expect(created).toEqual([
    expect.objectContaining({
      input_path: 'churn.csv',
      target: 'Churn',
      // an objective goes together with its problem type
      problem_type: 'BinaryClassification',
      objective: 'AUC',
      positive_class: 'No',
      time_budget_seconds: 300,
      mode: 'AUTO',
      features: null,
      validation_fraction: null
    })
  ]);
});

test('only objectives of the problem type are offered', async () => {
  const { user } = open('churn.csv');
  await screen.findByLabelText('Experiment name');
  await user.click(step('Deployment'));
  await user.selectOptions(screen.getByLabelText('Problem type'), 'Regression');
  const names = Array.from(
    screen.getByLabelText<HTMLSelectElement>('Objective').options
  ).map(option => option.value);
  expect(names).toEqual(['', 'MSE', 'MAE', 'R2', 'RMSE']);
});

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
  expect(list).toHaveTextContent(/between 0.2 minutes and 30 days/);
  expect(list).toHaveTextContent(/at least one second/);
  expect(list).toHaveTextContent(/from 0 to 2,147,483,647/);
  await user.click(button('Create experiment'));
  expect(screen.getByLabelText('Input data')).toHaveFocus();
  expect(wire.count('POST /jobs')).toBe(0);
});

test('a candidate has no more time than the experiment', async () => {
  const { user } = open('churn.csv');
  await screen.findByLabelText('Experiment name');
  await user.click(step('Deployment'));
  await user.type(
    screen.getByLabelText('Max time per candidate (minutes)'),
    '6'
  );
  await user.click(button('Next: Review and create'));
  expect(
    screen.getByLabelText('Max time per candidate (minutes)')
  ).toHaveAccessibleDescription(/more time than the whole experiment/);
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

test('a build stands for method and limits', async () => {
  const { user, created } = open('churn.csv');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(step('Training method'));
  await user.click(screen.getByRole('radio', { name: 'Quick build' }));
  expect(screen.getByRole('radio', { name: 'Ensembling' })).toBeChecked();
  expect(screen.getByRole('radio', { name: 'Ensembling' })).toBeDisabled();
  await user.click(step('Deployment'));
  expect(screen.getByLabelText('Max candidates')).toHaveValue(6);
  expect(screen.getByLabelText('Max total time (minutes)')).toBeDisabled();
  await review(user);
  expect(screen.getByText('Quick build')).toBeInTheDocument();
  await user.click(button('Create experiment'));
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0]).toMatchObject({
    build: 'Quick',
    mode: 'ENSEMBLING',
    max_candidates: 6,
    time_budget_seconds: 120
  });
});

test('Auto says what it chooses for this input', async () => {
  const { user } = open('large.parquet');
  await screen.findByRole('columnheader', { name: /tenure/ });
  await user.click(step('Training method'));
  expect(screen.getByRole('radio', { name: 'Auto' })).toBeChecked();
  expect(
    screen.getByRole('radio', { name: 'Auto' })
  ).toHaveAccessibleDescription(
    'The input has 150 MB; the limit is 100 MB: Auto chooses Hyperparameter optimization (HPO).'
  );
  expect(
    screen.queryByRole('group', { name: 'Algorithms' })
  ).not.toBeInTheDocument();
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
  await user.type(field, 'later.csv');
  await user.tab();
  await waitFor(() => expect(field).toBeValid());
  await review(user);
  await user.click(button('Create experiment'));
  await waitFor(() => expect(created).toHaveLength(1));
  expect(created[0].validation_path).toBe('later.csv');
  expect(created[0].validation_fraction).toBeNull();
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
