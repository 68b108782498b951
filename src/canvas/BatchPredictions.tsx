import * as React from 'react';

import type { BatchPrediction, SharedModelDetails } from '../api/types';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { BatchJob } from './BatchJob';
import { useCanvas, useLive } from './context';
import { ExpectedColumns } from './ExpectedColumns';
import { FileDrop } from './FileDrop';
import { isGone } from './prediction';
import { useRead, type IRead } from './read';

const POLL_MS = 1_000;

interface IBatchPredictionsProps {
  details: SharedModelDetails;
  /** Called when the server says that the model is no longer shared. */
  onGone: () => void;
}

/** **Batch prediction**: a CSV or Parquet file in, a CSV file out. */
export function BatchPredictions({
  details,
  onGone
}: IBatchPredictionsProps): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const { id } = details.shared_model;
  const jobs = useJobs(id);
  const [uploading, setUploading] = React.useState<string | null>(null);
  const [refused, setRefused] = React.useState<unknown>(null);

  const upload = async (file: File) => {
    setUploading(file.name);
    setRefused(null);
    try {
      await client.startBatch(id, file);
      jobs.reload();
    } catch (reason) {
      if (isGone(reason)) {
        onGone();
      } else {
        setRefused(reason);
      }
    } finally {
      setUploading(null);
    }
  };

  return (
    <div className="jp-CanvasShare-stack">
      <section className="jp-CanvasShare-panel">
        <h2>{trans.__('Predict a file')}</h2>
        <ErrorBanner error={refused} onDismiss={() => setRefused(null)} />
        <FileDrop uploading={uploading} onFile={upload} />
        <ExpectedColumns
          title={details.shared_model.title}
          columns={details.columns}
        />
      </section>
      <Jobs items={jobs.data?.items ?? []}>
        <ErrorBanner error={jobs.error} onRetry={jobs.reload} />
        {jobs.data === null && jobs.error === null && <Loading />}
        {jobs.data?.items.length === 0 && (
          <p className="jp-CanvasShare-quiet">
            {trans.__('No file has been predicted yet.')}
          </p>
        )}
      </Jobs>
    </div>
  );
}

/** What was predicted from files while the model was shared. Nothing if there is none. */
export function EndedBatches({ id }: { id: string }): React.JSX.Element | null {
  const { data } = useJobs(id);
  return data === null || data.items.length === 0 ? null : (
    <Jobs items={data.items} />
  );
}

interface IJobsProps {
  items: readonly BatchPrediction[];
  children?: React.ReactNode;
}

function Jobs({ items, children }: IJobsProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <section className="jp-CanvasShare-panel" aria-label={trans.__('Jobs')}>
      <h2>{trans.__('Batch predictions')}</h2>
      {children}
      <ul className="jp-CanvasShare-jobs">
        {items.map(job => (
          <BatchJob key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

/** The batch predictions with a model, read often while one runs. */
function useJobs(id: string): IRead<{ items: BatchPrediction[] }> {
  const { client } = useCanvas();
  const read = useRead(() => client.batches(id), id);
  const { data, reload } = read;
  useLive(reload);

  const running = data?.items.some(job => job.status === 'InProgress') ?? false;
  React.useEffect(() => {
    if (!running) {
      return;
    }
    const timer = window.setInterval(() => {
      if (!document.hidden) {
        reload();
      }
    }, POLL_MS);
    return () => window.clearInterval(timer);
  }, [running, reload]);
  return read;
}
