import { Button, copyIcon, deleteIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { MIN_ROWS } from '../../api/rules';
import type { AutoMLJob, IPage } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { Loading } from '../../components/Loading';
import { ProgressBar } from '../../components/ProgressBar';
import { Scroll } from '../../components/Scroll';
import { Time } from '../../components/Time';
import { CommandIDs } from '../../tokens';
import { isRunning } from './job';
import { jobStatusLabel, problemTypeLabel } from '../labels';
import { usePages } from '../pages';
import { useStudio } from '../studio';

/** The **Autopilot** tab: the experiments by name. */
export default function JobList(): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const read = React.useCallback(
    (after: string | null): Promise<IPage<AutoMLJob>> =>
      canvasShare.client.jobs(after),
    [canvasShare]
  );
  const { items, error, refresh, more } = usePages(read, jobs =>
    jobs.some(isRunning) ? 1000 : null
  );
  React.useEffect(() => {
    // one was deleted
    const slot = () => refresh();
    canvasShare.stale.connect(slot);
    return () => void canvasShare.stale.disconnect(slot);
  }, [canvasShare, refresh]);
  const create = () => execute(CommandIDs.createExperiment);

  return (
    <section className="jp-CanvasShare-page" aria-label={trans.__('Autopilot')}>
      <header className="jp-CanvasShare-header">
        <h2>{trans.__('Autopilot')}</h2>
        {items?.length !== 0 && (
          <Button className="jp-mod-styled jp-mod-accept" onClick={create}>
            {trans.__('Create an AutoML experiment')}
          </Button>
        )}
      </header>
      <ErrorBanner error={error} onRetry={refresh} />
      {items === null && error === null && <Loading />}
      {items?.length === 0 && (
        <EmptyState
          title={trans.__('No experiments yet')}
          hint={trans.__(
            'Start with a CSV or Parquet file of at least %1 rows: choose Create an AutoML experiment, or right-click the file in the file browser.',
            MIN_ROWS
          )}
          action={{
            label: trans.__('Create an AutoML experiment'),
            onClick: create
          }}
        />
      )}
      {items !== null && items.length > 0 && (
        <Scroll label={trans.__('Experiments')}>
          <table className="jp-CanvasShare-table jp-CanvasShare-jobs">
            <thead>
              <tr>
                <th scope="col">{trans.__('Name')}</th>
                <th scope="col">{trans.__('Status')}</th>
                <th scope="col">{trans.__('Target')}</th>
                <th scope="col">{trans.__('Problem type')}</th>
                <th scope="col">{trans.__('Objective')}</th>
                <th scope="col">{trans.__('Best')}</th>
                <th scope="col">{trans.__('Created')}</th>
                <th scope="col">{trans.__('Actions')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map(job => (
                <JobRow key={job.name} job={job} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {more && (
        <Button className="jp-mod-styled" onClick={more}>
          {trans.__('Load more')}
        </Button>
      )}
    </section>
  );
}

function JobRow({ job }: { job: AutoMLJob }): React.JSX.Element {
  const { trans } = useHost();
  const { execute } = useStudio();
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="jp-CanvasShare-link"
          onClick={() => execute(CommandIDs.openJob, { name: job.name })}
        >
          {job.name}
        </button>
      </th>
      <td>
        <span className="jp-CanvasShare-status" data-status={job.status}>
          {jobStatusLabel(trans, job)}
        </span>
        {isRunning(job) && job.queued_behind === null && (
          <ProgressBar
            fraction={job.progress.fraction}
            label={job.progress.message}
          />
        )}
      </td>
      <td>{job.target}</td>
      <td>
        {job.problem_type
          ? problemTypeLabel(trans, job.problem_type)
          : trans.__('Auto')}
      </td>
      <td>
        {job.objective
          ? metricLabel(trans, job.objective, job.positive_class)
          : trans.__('Auto')}
      </td>
      <td>{job.best_candidate ?? formatNumber(null)}</td>
      <td>
        <Time value={job.created_at} />
      </td>
      <td>
        <div className="jp-CanvasShare-rowActions">
          <button
            type="button"
            className="jp-CanvasShare-iconButton"
            title={trans.__('Clone %1', job.name)}
            aria-label={trans.__('Clone %1', job.name)}
            onClick={() =>
              execute(CommandIDs.createExperiment, { clone: job.name })
            }
          >
            <copyIcon.react tag="span" />
          </button>
          {!isRunning(job) && (
            <button
              type="button"
              className="jp-CanvasShare-iconButton"
              title={trans.__('Delete %1', job.name)}
              aria-label={trans.__('Delete %1', job.name)}
              onClick={() => execute(CommandIDs.deleteJob, { name: job.name })}
            >
              <deleteIcon.react tag="span" />
            </button>
          )}
        </div>
      </td>
    </tr>
  );
}
