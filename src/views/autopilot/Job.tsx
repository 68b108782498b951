import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { AutoMLJob, Candidate } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { Fact } from '../../components/Fact';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { Loading } from '../../components/Loading';
import { ProgressBar } from '../../components/ProgressBar';
import { Tabs } from '../../components/Tabs';
import { Time } from '../../components/Time';
import { jobStatusLabel, problemTypeLabel } from '../labels';
import { usePoll } from '../poll';
import { useStudio } from '../studio';
import { Candidates } from './Candidates';
import { isRunning } from './job';

interface IJobAndCandidates {
  job: AutoMLJob;
  candidates: Candidate[];
}

/** The **Autopilot job** tab: how far it is, and its models. */
export default function Job({ name }: { name: string }): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useStudio().canvasShare;
  const read = React.useCallback(async (): Promise<IJobAndCandidates> => {
    // the job first: once it says it has ended, the candidates read after it are the last ones
    const job = await client.job(name);
    return { job, candidates: (await client.candidates(name)).items };
  }, [client, name]);
  const { data, error, refresh } = usePoll(read, ({ job }) =>
    isRunning(job) ? 1000 : null
  );
  const [stopping, setStopping] = React.useState(false);
  const [refusal, setRefusal] = React.useState<unknown>(null);

  const stop = async () => {
    setStopping(true);
    setRefusal(null);
    try {
      await client.stopJob(name);
      refresh();
    } catch (reason) {
      setRefusal(reason);
      setStopping(false);
    }
  };

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Autopilot job')}
    >
      <header className="jp-CanvasShare-header">
        <h2>{name}</h2>
        {data?.job.status === 'InProgress' && (
          <Button
            className="jp-mod-styled jp-mod-warn"
            disabled={stopping}
            onClick={() => void stop()}
          >
            {trans.__('Stop training')}
          </Button>
        )}
      </header>
      <ErrorBanner error={error} onRetry={refresh} />
      <ErrorBanner error={refusal} onDismiss={() => setRefusal(null)} />
      {data === null && error === null && <Loading />}
      {data && (
        <>
          <Status job={data.job} />
          <Tabs
            label={trans.__('Autopilot job')}
            tabs={[{ id: 'models', title: trans.__('Models') }]}
            selected="models"
            onSelect={() => undefined}
          >
            <Candidates job={data.job} candidates={data.candidates} />
          </Tabs>
        </>
      )}
    </section>
  );
}

/** What the job is about and how it goes. */
function Status({ job }: { job: AutoMLJob }): React.JSX.Element {
  const { trans } = useHost();
  const { progress } = job;
  return (
    <section aria-label={trans.__('Status')}>
      <dl className="jp-CanvasShare-facts">
        <Fact label={trans.__('Status')}>
          <span className="jp-CanvasShare-status" data-status={job.status}>
            {jobStatusLabel(trans, job)}
          </span>
        </Fact>
        <Fact label={trans.__('Target')}>{job.target}</Fact>
        <Fact label={trans.__('Problem type')}>
          {job.problem_type
            ? problemTypeLabel(trans, job.problem_type)
            : trans.__('Auto')}
        </Fact>
        <Fact label={trans.__('Objective')}>
          {job.objective
            ? metricLabel(trans, job.objective, job.positive_class)
            : trans.__('Auto')}
        </Fact>
        <Fact label={trans.__('Input data')}>{job.input_path}</Fact>
        <Fact label={trans.__('Created')}>
          <Time value={job.created_at} />
        </Fact>
        {job.ended_at && (
          <Fact label={trans.__('Ended')}>
            <Time value={job.ended_at} />
          </Fact>
        )}
      </dl>
      {isRunning(job) && (
        <>
          <ProgressBar
            fraction={progress.fraction}
            label={trans.__('Training progress')}
          />
          <p className="jp-CanvasShare-progressText">
            {trans.__(
              '%1: %2 of %3 models are done',
              progress.message,
              progress.done,
              progress.total
            )}
          </p>
        </>
      )}
      {job.failure_reason && <ErrorBanner error={job.failure_reason} />}
      {job.notices.length > 0 && (
        <ul className="jp-CanvasShare-notices">
          {job.notices.map(notice => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
