import '@testing-library/jest-dom';
import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import type { BatchPrediction } from '../../api/types';
import { batch, details, ID, sharedModel } from './samples';
import { emit, ME, openCanvas, Refusal, Wire } from './wire';

const JOBS = `/shared-models/${ID}/batch-predictions`;
const RESULT = new Blob(['tenure,prediction\r\n3,Yes\r\n']);

/** A server that takes files, except for workbooks and what does not fit. */
function server(jobs: BatchPrediction[] = []): Wire {
  return new Wire()
    .on('GET /me', () => ME)
    .on('GET /shared-models', () => ({ items: [sharedModel()], next: null }))
    .on(`GET /shared-models/${ID}`, () => details())
    .on(`GET ${JOBS}`, () => ({ items: jobs, next: null }))
    .on(`GET ${JOBS}/b1/result`, () => RESULT)
    .on(`POST ${JOBS}`, ({ query }) => {
      const filename = query.get('filename')!;
      if (filename === 'bad.csv') {
        return new Refusal(422, {
          code: 'wrong_columns',
          message: 'bad.csv does not fit the model.',
          details: { problems: ['There is no column tenure.'] }
        });
      }
      jobs.unshift(batch({ filename }));
      return jobs[0];
    });
}

const file = (name: string) => new File(['tenure\n3\n'], name);
const chooser = () => screen.getByLabelText('Choose a file');
const open = async (wire: Wire) => {
  const opened = await openCanvas(wire, `#/models/${ID}/predict?mode=batch`);
  await screen.findByLabelText('Choose a file');
  return opened;
};

/** jsdom's Blob can only be read through a FileReader. */
function textOf(blob: Blob): Promise<string> {
  return new Promise(resolve => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}

test('a file becomes a job that is followed until it can be downloaded', async () => {
  const jobs: BatchPrediction[] = [];
  const { host } = await open(server(jobs));
  await userEvent.upload(chooser(), file('march.csv'));

  const job = await screen.findByRole('listitem', { name: 'march.csv' });
  expect(within(job).getByRole('status')).toHaveTextContent('In progress');
  expect(
    within(job).getByRole('progressbar', { name: 'Predicting march.csv' })
  ).toHaveAttribute('aria-valuenow', '0');

  jobs[0] = batch({
    status: 'Ready',
    rows_done: 200,
    rows_failed: 1,
    notices: ['Contract has 2 values that are new to the model.'],
    preview: [
      ['tenure', 'prediction', 'prediction_1', 'probability_Yes'],
      ['3', 'No', 'Yes', '0.9']
    ]
  });
  await emit('batch', ID);
  expect(await within(job).findByText('Ready')).toBeInTheDocument();
  expect(job).toHaveTextContent('200 of 200 rows · 1 row without a prediction');
  expect(job).toHaveTextContent('2 values that are new');

  await userEvent.click(within(job).getByRole('button', { name: 'Preview' }));
  // a column of the file with that name is none of the result
  const kinds = within(job)
    .getAllByRole('columnheader')
    .map(({ dataset }) => dataset.kind);
  expect(kinds).toEqual([undefined, undefined, 'prediction', 'result']);
  expect(within(job).getByRole('cell', { name: 'Yes' })).toHaveAttribute(
    'data-kind',
    'prediction'
  );
  await userEvent.click(within(job).getByRole('button', { name: 'Download' }));
  expect(host.saved).toEqual([
    { blob: RESULT, filename: 'march-predictions.csv' }
  ]);
});

test('a running job is asked for even when no event comes', async () => {
  const jobs = [batch({ rows_done: 50 })];
  await open(server(jobs));
  expect(await screen.findByRole('progressbar')).toHaveAttribute(
    'aria-valuenow',
    '25'
  );
  jobs[0] = batch({ status: 'Ready', rows_done: 200 });
  expect(
    await screen.findByText('Ready', {}, { timeout: 3000 })
  ).toBeInTheDocument();
});

test('a file that does not fit is refused with its problems; the next one works', async () => {
  await open(server());
  await userEvent.upload(chooser(), file('bad.csv'));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'bad.csv does not fit the model.There is no column tenure.'
  );
  await userEvent.upload(chooser(), file('good.csv'));
  expect(
    await screen.findByRole('listitem', { name: 'good.csv' })
  ).toBeInTheDocument();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('a failed job says why', async () => {
  await open(
    server([batch({ status: 'Failed', failure_reason: 'Row 7 is cut off.' })])
  );
  const job = await screen.findByRole('listitem', { name: 'march.csv' });
  expect(job).toHaveTextContent('Failed');
  expect(job).toHaveTextContent('Row 7 is cut off.');
  expect(within(job).queryByRole('button')).not.toBeInTheDocument();
});

test('a file can be dropped, one at a time', async () => {
  const wire = server();
  await open(wire);
  const place = screen.getByText('Drop a CSV or Parquet file here, or');
  fireEvent.drop(place, {
    dataTransfer: { files: [file('a.csv'), file('b.csv')] }
  });
  expect(await screen.findByRole('alert')).toHaveTextContent('One file');
  expect(wire.count(`POST ${JOBS}`)).toBe(0);
  fireEvent.drop(place, { dataTransfer: { files: [file('a.csv')] } });
  expect(
    await screen.findByRole('listitem', { name: 'a.csv' })
  ).toBeInTheDocument();
});

test('the template has the header and typical values, quoted where needed', async () => {
  const wire = server().on(`GET /shared-models/${ID}`, () => {
    const { columns, ...rest } = details();
    const [tenure, contract] = columns!;
    return {
      ...rest,
      columns: [
        tenure,
        { ...contract, default: 'Monthly, rolling' },
        { ...tenure, name: 'the "odd" one', default: null }
      ]
    };
  });
  const { host } = await open(wire);
  expect(screen.getByText('the "odd" one')).toBeInTheDocument();
  await userEvent.click(
    screen.getByRole('button', { name: 'Download a template' })
  );
  const [{ blob, filename }] = host.saved;
  expect(filename).toBe('churn-template.csv');
  expect(await textOf(blob)).toBe(
    'tenure,Contract,"the ""odd"" one"\r\n29,"Monthly, rolling",\r\n'
  );
});
