import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { AutoMLJob, CreateAutoMLJob, InputPreview } from '../../api/types';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import CreateExperiment from '../autopilot/CreateExperiment';
import type { IDraftStore } from '../autopilot/draft';
import { createStudio, renderIn } from './studio';

export function column(
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

export function preview(
  path: string,
  target: string | null,
  validation = false
): InputPreview {
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
    notices: [
      'Columns are separated by semicolons.',
      ...(path.includes('short') && !validation ? ['Rows are too few.'] : [])
    ],
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
export class Workspace implements IDraftStore {
  kept: unknown = undefined;
  load = async () => this.kept as any;
  save = async (draft: unknown) => {
    this.kept = JSON.parse(JSON.stringify(draft));
  };
  remove = async () => {
    this.kept = undefined;
  };
}

/** The wizard over a server played on the wire. */
export function open(
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
      const validation = query.get('validation') === 'true';
      const read = preview(file, target, validation);
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

export const button = (name: string | RegExp) =>
  screen.getByRole('button', { name });
export const step = (name: string) =>
  within(screen.getByRole('navigation', { name: 'Steps' })).getByRole(
    'button',
    { name: new RegExp(name) }
  );
export const heading = (name: string) => screen.findByRole('heading', { name });

/** To **Review and create**, with Churn as the target. */
export async function review(user: ReturnType<typeof userEvent.setup>) {
  await user.click(step('Target and features'));
  await user.selectOptions(await screen.findByLabelText('Target'), 'Churn');
  await user.click(step('Review and create'));
  await heading('Review and create');
}
