import * as React from 'react';

import type { AutoMLJob, Candidate } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Tabs } from '../../components/Tabs';
import { usePoll } from '../poll';
import { useStudio } from '../studio';
import { Candidates } from './Candidates';
import { fromRequest } from './experiment';
import { isRunning } from './job';
import { JobActions } from './JobActions';
import { JobFacts } from './JobFacts';
import { Summary } from './Summary';

interface IJobAndCandidates {
  job: AutoMLJob;
  candidates: Candidate[];
}

/** The **Autopilot job** tab: how far it is, its models, and what it was created with. */
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
  const [tab, setTab] = React.useState('models');
  const [refusal, setRefusal] = React.useState<unknown>(null);

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Autopilot job')}
    >
      <header className="jp-CanvasShare-header">
        <h2>{name}</h2>
        {data && (
          <JobActions
            job={data.job}
            onRefused={setRefusal}
            onStopped={refresh}
          />
        )}
      </header>
      <ErrorBanner error={error} onRetry={refresh} />
      <ErrorBanner error={refusal} onDismiss={() => setRefusal(null)} />
      {data === null && error === null && <Loading />}
      {data && (
        <>
          <JobFacts job={data.job} />
          <Tabs
            label={trans.__('Autopilot job')}
            tabs={[
              { id: 'models', title: trans.__('Models') },
              { id: 'profile', title: trans.__('Job profile') }
            ]}
            selected={tab}
            onSelect={setTab}
          >
            {tab === 'models' ? (
              <Candidates job={data.job} candidates={data.candidates} />
            ) : (
              <Summary
                experiment={fromRequest(data.job.request)}
                preview={null}
              />
            )}
          </Tabs>
        </>
      )}
    </section>
  );
}
