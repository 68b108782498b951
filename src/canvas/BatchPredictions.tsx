import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { BatchJob } from './BatchJob';
import { useCanvas, useLive } from './context';
import { ExpectedColumns } from './ExpectedColumns';
import { FileDrop } from './FileDrop';
import { useRead } from './read';

const POLL_MS = 1_000;

/** **Batch prediction**: a CSV or Parquet file in, a CSV file out. */
export function BatchPredictions({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const { id } = details.shared_model;
  const { data, error, reload } = useRead(() => client.batches(id), id);
  const [uploading, setUploading] = React.useState<string | null>(null);
  const [refused, setRefused] = React.useState<unknown>(null);
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

  const upload = async (file: File) => {
    setUploading(file.name);
    setRefused(null);
    try {
      await client.startBatch(id, file);
      reload();
    } catch (reason) {
      setRefused(reason);
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
      <section className="jp-CanvasShare-panel" aria-label={trans.__('Jobs')}>
        <h2>{trans.__('Batch predictions')}</h2>
        <ErrorBanner error={error} onRetry={reload} />
        {data === null && error === null && <Loading />}
        {data?.items.length === 0 && (
          <p className="jp-CanvasShare-quiet">
            {trans.__('No file has been predicted yet.')}
          </p>
        )}
        <ul className="jp-CanvasShare-jobs">
          {data?.items.map(job => (
            <BatchJob key={job.id} job={job} />
          ))}
        </ul>
      </section>
    </div>
  );
}
