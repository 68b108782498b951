import '@testing-library/jest-dom';
import { screen, within } from '@testing-library/react';

import { CommandIDs } from '../../tokens';
import { open, rows } from './jobTab';
import { candidate, JOB } from './samples';

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
        notice: 'Members were left out: F1 fell by 0.0010.',
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
