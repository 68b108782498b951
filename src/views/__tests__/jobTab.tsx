import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import * as React from 'react';

import type { AutoMLJob, Candidate } from '../../api/types';
import { Wire } from '../../canvas/__tests__/wire';
import Job from '../autopilot/Job';
import { candidate, JOB } from './samples';
import { createStudio, renderIn } from './studio';

export const CANDIDATES = [
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

/** The **Autopilot job** tab over a server played on the wire. */
export function open(
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

export const rows = async () => {
  await screen.findByRole('radio', { name: /lightgbm-1/ });
  return screen.getAllByRole('row').slice(1);
};
