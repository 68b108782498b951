import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { useStudio } from '../studio';
import { toDraft, type IDraft, type IDraftStore } from './draft';
import { defaultName, EMPTY, fromRequest } from './experiment';
import { Wizard } from './Wizard';

interface ICreateExperimentProps {
  /** The input, when the person began with one. */
  path: string;
  /** The job whose settings are taken, null for none. */
  clone: string | null;
  /** Where it is kept until it is created. */
  drafts: IDraftStore;
  onCreated: (job: string) => void;
}

/** The **Create experiment** tab. Whatever happens, what was typed is there again. */
export default function CreateExperiment(
  props: ICreateExperimentProps
): React.JSX.Element {
  const { path, clone, drafts, onCreated } = props;
  const { trans } = useHost();
  const { client } = useStudio().canvasShare;
  const [start, setStart] = React.useState<IDraft | null>(null);
  /** How often it began: each time with a form of its own. */
  const [round, setRound] = React.useState(0);
  const [restored, setRestored] = React.useState(false);
  const [error, setError] = React.useState<unknown>(null);

  const begin = React.useCallback(async (): Promise<IDraft> => {
    if (clone === null) {
      return {
        experiment: {
          ...EMPTY,
          path,
          name: path ? defaultName(path, new Date()) : ''
        },
        page: 'data',
        named: false
      };
    }
    const { request } = await client.job(clone);
    const name = defaultName(request.input_path, new Date());
    return {
      experiment: { ...fromRequest(request), name },
      page: 'data',
      named: false
    };
  }, [client, path, clone]);

  const open = React.useCallback(async () => {
    setError(null);
    try {
      const kept = toDraft(await drafts.load());
      setRestored(kept !== null);
      setStart(kept ?? (await begin()));
      setRound(times => times + 1);
    } catch (reason) {
      setError(reason);
    }
  }, [drafts, begin]);
  React.useEffect(() => void open(), [open]);

  const startOver = async () => {
    await drafts.remove();
    await open();
  };

  const onDraft = React.useCallback(
    (draft: IDraft) => void drafts.save(draft),
    [drafts]
  );

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Create experiment')}
    >
      <header className="jp-CanvasShare-header">
        <h2>
          {clone === null
            ? trans.__('Create an AutoML experiment')
            : trans.__('Clone of %1', clone)}
        </h2>
      </header>
      <ErrorBanner error={error} onRetry={() => void open()} />
      {start === null && error === null && <Loading />}
      {restored && start && (
        <div className="jp-CanvasShare-restored" role="status">
          <span>{trans.__('This is what was entered here before.')}</span>
          <button
            type="button"
            className="jp-CanvasShare-link"
            onClick={() => void startOver()}
          >
            {trans.__('Start over')}
          </button>
        </div>
      )}
      {start && (
        <Wizard
          key={round}
          start={start}
          onDraft={onDraft}
          onCreated={job => {
            void drafts.remove();
            onCreated(job);
          }}
        />
      )}
    </section>
  );
}
