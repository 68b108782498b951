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

/** What can be done with a job: stop it while it runs; clone it; delete it once it has ended. */
export function JobActions(props: IJobActionsProps): React.JSX.Element {
  const { job, onRefused, onStopped } = props;
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const [busy, setBusy] = React.useState(false);

  const stop = async () => {
    setBusy(true);
    onRefused(null);
    try {
      await canvasShare.client.stopJob(job.name);
      onStopped();
    } catch (reason) {
      onRefused(reason);
    }
    setBusy(false);
  };

  return (
    <div className="jp-CanvasShare-actions">
      {job.status === 'InProgress' && (
        <Button
          className="jp-mod-styled jp-mod-warn"
          disabled={busy}
          onClick={() => void stop()}
        >
          {trans.__('Stop training')}
        </Button>
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
