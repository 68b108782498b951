import * as React from 'react';

import { ApiError } from '../api/errors';
import type { SharedModel, SharedModelDetails } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { ErrorBanner } from '../components/ErrorBanner';
import { History } from '../components/History';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { useCanvas, useLive } from './context';
import { Ended } from './Ended';
import { useExpiry } from './expiry';
import { ImportState } from './ImportState';
import { ModelActions } from './ModelActions';
import { EndedBatches } from './BatchPredictions';
import { ReadyModel } from './ReadyModel';
import { useRead } from './read';
import {
  formatRoute,
  go,
  MODELS,
  type IModelsRoute,
  type ModelTab,
  type PredictMode
} from './route';
import { useTitle } from './title';
import { problemTypeInWords, sharedByInWords } from './words';

interface IModelPageProps {
  id: string;
  tab: ModelTab;
  mode: PredictMode;
  /** The list the person came from. */
  from: IModelsRoute;
  /** How many models have something new. */
  unread: number;
  onSeen: (model: SharedModel) => void;
  /** Called when somebody did something with the model while it is open. */
  onNews: (model: SharedModel) => void;
  onRemoved: (model: SharedModel) => void;
}

/** One shared model: its state, **Analyze** and **Predict**, and the **Shared History**. */
export function ModelPage({
  id,
  tab,
  mode,
  from,
  unread,
  onSeen,
  onNews,
  onRemoved
}: IModelPageProps): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const { data, error, reload } = useRead(() => client.sharedModel(id), id);
  useLive(changed => {
    if (changed === null || changed === id) {
      reload();
    }
  });
  const model = data?.shared_model;
  useExpiry(model, reload);
  useTitle(model && trans.__('%1 · Canvas', model.title), unread);
  useSeen(model, onSeen, onNews);

  if (error instanceof ApiError && error.code === 'removed') {
    return (
      <EmptyState
        title={trans.__('This model was removed')}
        hint={error.message}
        action={{ label: trans.__('All models'), onClick: () => go(MODELS) }}
      />
    );
  }
  return (
    <>
      <p className="jp-CanvasShare-back">
        <a href={formatRoute(from)}>{trans.__('← Models')}</a>
      </p>
      <ErrorBanner error={error} onRetry={reload} />
      {data === null && error === null && <Loading />}
      {data && (
        <>
          <ModelTitle
            model={data.shared_model}
            onChange={reload}
            onRemoved={onRemoved}
          />
          <div className="jp-CanvasShare-columns">
            <div className="jp-CanvasShare-content">
              <ModelContent
                data={data}
                tab={tab}
                mode={mode}
                onChange={reload}
                onRemoved={onRemoved}
              />
            </div>
            <aside
              className="jp-CanvasShare-panel jp-CanvasShare-aside"
              aria-labelledby="canvas-history"
            >
              <h2 id="canvas-history">{trans.__('Shared History')}</h2>
              <History
                entries={data.history}
                usable={data.shared_model.state === 'ready'}
              />
            </aside>
          </div>
        </>
      )}
    </>
  );
}

/** Whoever looks at a model has seen what is new, and is told when that came while looking. */
function useSeen(
  model: SharedModel | undefined,
  onSeen: (model: SharedModel) => void,
  onNews: (model: SharedModel) => void
): void {
  const shown = React.useRef<string | null>(null);
  React.useEffect(() => {
    if (model) {
      const later = shown.current !== null && shown.current < model.updated_at;
      shown.current = model.updated_at;
      if (later && model.unseen) {
        onNews(model);
      }
      onSeen(model);
    }
  }, [model, onSeen, onNews]);
}

interface IModelContentProps {
  data: SharedModelDetails;
  tab: ModelTab;
  mode: PredictMode;
  onChange: () => void;
  onRemoved: (model: SharedModel) => void;
}

/** What can be done with the model now. What was typed outlives the end of the share. */
function ModelContent({
  data,
  tab,
  mode,
  onChange,
  onRemoved
}: IModelContentProps): React.JSX.Element {
  const { trans } = useHost();
  const model = data.shared_model;
  // a prediction can be refused before the page has read why
  const [refused, setRefused] = React.useState<SharedModelDetails | null>(null);
  const ended = model.state === 'revoked' || refused === data;
  const usable = React.useRef<SharedModelDetails | null>(null);
  if (model.state === 'ready') {
    usable.current = data;
  }
  const details = usable.current;
  const ready = model.state === 'ready' || ended ? details : null;
  return (
    <>
      {ended && (
        <section
          className="jp-CanvasShare-panel jp-CanvasShare-over"
          role="alert"
        >
          <Ended model={model} onRemoved={onRemoved}>
            <p>
              {trans.__(
                'It can no longer be analyzed or used for predictions.'
              )}
            </p>
          </Ended>
        </section>
      )}
      {!ended && model.state !== 'ready' && (
        <section className="jp-CanvasShare-panel">
          <ImportState model={model} onChange={onChange} />
        </section>
      )}
      {ready && (
        <ReadyModel
          key={ready.history.find(entry => entry.current)?.id}
          details={ready}
          tab={tab}
          mode={mode}
          ended={ended}
          onGone={() => {
            setRefused(data);
            onChange();
          }}
        />
      )}
      {ended && <EndedBatches id={model.id} />}
    </>
  );
}

interface IModelTitleProps {
  model: SharedModel;
  onChange: () => void;
  onRemoved: (model: SharedModel) => void;
}

function ModelTitle({
  model,
  onChange,
  onRemoved
}: IModelTitleProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <div className="jp-CanvasShare-modeltitle">
      <h1>{model.title}</h1>
      <span className="jp-CanvasShare-badge">
        {trans.__('View and predict only')}
      </span>
      {model.direction === 'with-me' && (
        <ModelActions model={model} onChange={onChange} onRemoved={onRemoved} />
      )}
      <p className="jp-CanvasShare-quiet">
        {trans.__(
          '%1 · %2 of %3',
          sharedByInWords(model, trans),
          problemTypeInWords(model.problem_type, trans),
          model.target
        )}
      </p>
      {model.blocked && (
        <p>
          {trans.__(
            'You have blocked %1: nothing new from there reaches you.',
            model.owner
          )}
        </p>
      )}
    </div>
  );
}
