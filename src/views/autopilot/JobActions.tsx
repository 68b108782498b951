import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { AutoMLJob } from '../../api/types';
import { useHost } from '../../components/host';
import { CommandIDs } from '../../tokens';
import { useStudio } from '../studio';
import { isRunning } from './job';

interface IJobActionsProps {
  job: AutoMLJob;
  /** What the server says instead of doing it, null once it does. */
  onRefused: (reason: unknown) => void;
  onStopped: () => void;
}

/** JupyterLab's own. */
const OPEN_DOCUMENT = 'docmanager:open';

/** What can be done with a job: stop it while it runs; open its notebooks; clone it; delete it. */
export function JobActions(props: IJobActionsProps): React.JSX.Element {
  const { job, onRefused, onStopped } = props;
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const { client } = canvasShare;
  const [busy, setBusy] = React.useState(false);

  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    onRefused(null);
    try {
      await act();
    } catch (reason) {
      onRefused(reason);
    }
    setBusy(false);
  };
  const stop = async () => {
    await client.stopJob(job.name);
    onStopped();
  };
  const notebook = (kind: string, label: string) => (
    <Button
      className="jp-mod-styled"
      disabled={busy}
      onClick={() =>
        void run(async () => {
          const { path } = await client.notebook(job.name, kind);
          execute(OPEN_DOCUMENT, { path });
        })
      }
    >
      {label}
    </Button>
  );

  return (
    <div className="jp-CanvasShare-actions">
      {job.status === 'InProgress' && (
        <Button
          className="jp-mod-styled jp-mod-warn"
          disabled={busy}
          onClick={() => void run(stop)}
        >
          {trans.__('Stop training')}
        </Button>
      )}
      {job.split !== null &&
        notebook(
          'data-exploration',
          trans.__('Open data exploration notebook')
        )}
      {job.best_candidate !== null &&
        notebook(
          'candidate-definition',
          trans.__('Open candidate generation notebook')
        )}
      <Button
        className="jp-mod-styled"
        onClick={() =>
          execute(CommandIDs.createExperiment, { clone: job.name })
        }
      >
        {trans.__('Clone')}
      </Button>
      {!isRunning(job) && (
        <Button
          className="jp-mod-styled"
          onClick={() => execute(CommandIDs.deleteJob, { name: job.name })}
        >
          {trans.__('Delete')}
        </Button>
      )}
    </div>
  );
}
