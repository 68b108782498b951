import * as React from 'react';

import type { BatchPrediction } from '../api/types';
import { ErrorBanner } from '../components/ErrorBanner';
import { formatNumber } from '../components/format';
import { useHost, type ITrans } from '../components/host';
import { ProgressBar } from '../components/ProgressBar';
import { Time } from '../components/Time';
import { useCanvas } from './context';
import { Scroll } from '../components/Scroll';

/** One batch prediction: its **Status**, and what can be done with it. */
export function BatchJob({ job }: { job: BatchPrediction }): React.JSX.Element {
  const host = useHost();
  const { trans } = host;
  const { client } = useCanvas();
  const [preview, setPreview] = React.useState(false);
  const [error, setError] = React.useState<unknown>(null);
  const table = React.useId();
  const title = React.useId();

  const download = async () => {
    setError(null);
    try {
      const result = await client.batchResult(job.shared_model, job.id);
      host.save(
        result,
        `${job.filename.replace(/\.[^.]*$/, '')}-predictions.csv`
      );
    } catch (reason) {
      setError(reason);
    }
  };

  return (
    <li className="jp-CanvasShare-job" aria-labelledby={title}>
      <div className="jp-CanvasShare-job-head">
        <h3 id={title}>{job.filename}</h3>
        <span
          className={`jp-CanvasShare-badge jp-mod-${job.status.toLowerCase()}`}
          role="status"
        >
          {statusInWords(job, trans)}
        </span>
        <span className="jp-CanvasShare-job-when">
          <Time value={job.created_at} />
        </span>
      </div>
      <Rows job={job} />
      {job.failure_reason && (
        <p className="jp-CanvasShare-failure">{job.failure_reason}</p>
      )}
      {job.notices.length > 0 && (
        <ul className="jp-CanvasShare-list">
          {job.notices.map((notice, index) => (
            <li key={index}>{notice}</li>
          ))}
        </ul>
      )}
      <ErrorBanner error={error} onDismiss={() => setError(null)} />
      {job.status === 'Ready' && (
        <div className="jp-CanvasShare-actions">
          <button
            type="button"
            className="jp-CanvasShare-button"
            aria-describedby={title}
            aria-expanded={preview}
            aria-controls={table}
            onClick={() => setPreview(!preview)}
          >
            {trans.__('Preview')}
          </button>
          <button
            type="button"
            className="jp-CanvasShare-button"
            aria-describedby={title}
            onClick={download}
          >
            {trans.__('Download')}
          </button>
        </div>
      )}
      <div id={table} hidden={!preview}>
        {preview && <PreviewTable job={job} />}
      </div>
    </li>
  );
}

function Rows({ job }: { job: BatchPrediction }): React.JSX.Element | null {
  const { trans } = useHost();
  const done = formatNumber(job.rows_done);
  if (job.status === 'Failed') {
    return null;
  }
  return (
    <>
      {job.status === 'InProgress' && (
        <ProgressBar
          fraction={job.rows_total ? job.rows_done / job.rows_total : null}
          label={trans.__('Predicting %1', job.filename)}
        />
      )}
      <p className="jp-CanvasShare-quiet">
        {job.rows_total === null
          ? trans._n('%1 row', '%1 rows', job.rows_done)
          : trans.__('%1 of %2 rows', done, formatNumber(job.rows_total))}
        {job.rows_failed > 0 && (
          <>
            {' · '}
            {trans._n(
              '%1 row without a prediction: its reason stands in the file',
              '%1 rows without a prediction: their reasons stand in the file',
              job.rows_failed
            )}
          </>
        )}
      </p>
    </>
  );
}

function PreviewTable({ job }: { job: BatchPrediction }): React.JSX.Element {
  const { trans } = useHost();
  const [header = [], ...rows] = job.preview;
  const result = resultColumn(header);
  const kindOf = (place: number) =>
    place < result ? undefined : place === result ? 'prediction' : 'result';
  return (
    <Scroll label={trans.__('First rows')}>
      <table className="jp-CanvasShare-table jp-CanvasShare-preview">
        <caption>{trans.__('The first rows of the result')}</caption>
        <thead>
          <tr>
            {header.map((name, index) => (
              <th key={index} scope="col" data-kind={kindOf(index)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} data-kind={kindOf(place)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Where the result begins: behind the input's columns, which may have such names as well. */
function resultColumn(header: readonly string[]): number {
  return header.map(name => /^prediction(_\d+)?$/.test(name)).lastIndexOf(true);
}

function statusInWords(job: BatchPrediction, trans: ITrans): string {
  switch (job.status) {
    case 'InProgress':
      return trans.__('In progress');
    case 'Ready':
      return trans.__('Ready');
    case 'Failed':
      return trans.__('Failed');
  }
}
