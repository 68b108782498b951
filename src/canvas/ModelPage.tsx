import * as React from 'react';

import type { SharedModel, SharedModelDetails } from '../api/types';
import { ErrorBanner } from '../components/ErrorBanner';
import { History } from '../components/History';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { Tabs } from '../components/Tabs';
import { AnalyzeTab } from './AnalyzeTab';
import { useCanvas, useLive } from './context';
import { ImportState } from './ImportState';
import { PredictTab } from './PredictTab';
import { useSinglePrediction } from './prediction';
import { useRead } from './read';
import { formatRoute, go, type ModelTab, type PredictMode } from './route';
import { problemTypeInWords, sharedByInWords } from './words';

interface IModelPageProps {
  id: string;
  tab: ModelTab;
  mode: PredictMode;
  onSeen: (model: SharedModel) => void;
}

/** One shared model: its state, **Analyze** and **Predict**, and the **Shared History**. */
export function ModelPage({
  id,
  tab,
  mode,
  onSeen
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
  React.useEffect(() => {
    if (model) {
      document.title = trans.__('%1 · Canvas', model.title);
      onSeen(model);
    }
  }, [model, onSeen, trans]);

  return (
    <>
      <p className="jp-CanvasShare-back">
        <a href={formatRoute({ page: 'models', q: '' })}>
          {trans.__('← All models')}
        </a>
      </p>
      <ErrorBanner error={error} onRetry={reload} />
      {data === null && error === null && <Loading />}
      {model && (
        <>
          <ModelTitle model={model} />
          <div className="jp-CanvasShare-columns">
            <div className="jp-CanvasShare-content">
              {model.state === 'ready' ? (
                <ReadyModel
                  key={data.history.find(entry => entry.current)?.id}
                  details={data}
                  tab={tab}
                  mode={mode}
                />
              ) : (
                <section className="jp-CanvasShare-panel">
                  <ImportState model={model} onChange={reload} />
                </section>
              )}
            </div>
            <aside
              className="jp-CanvasShare-panel jp-CanvasShare-aside"
              aria-labelledby="canvas-history"
            >
              <h2 id="canvas-history">{trans.__('Shared History')}</h2>
              <History
                entries={data.history}
                usable={model.state === 'ready'}
              />
            </aside>
          </div>
        </>
      )}
    </>
  );
}

function ModelTitle({ model }: { model: SharedModel }): React.JSX.Element {
  const { trans } = useHost();
  return (
    <div className="jp-CanvasShare-modeltitle">
      <h1>{model.title}</h1>
      <span className="jp-CanvasShare-badge">
        {trans.__('View and predict only')}
      </span>
      <p className="jp-CanvasShare-quiet">
        {trans.__(
          '%1 · %2 of %3',
          sharedByInWords(model, trans),
          problemTypeInWords(model.problem_type, trans),
          model.target
        )}
      </p>
    </div>
  );
}

interface IReadyModelProps {
  details: SharedModelDetails;
  tab: ModelTab;
  mode: PredictMode;
}

/** What is typed and predicted lives here, so that it is still there after a look at Analyze. */
function ReadyModel({
  details,
  tab,
  mode
}: IReadyModelProps): React.JSX.Element {
  const { trans } = useHost();
  const { id } = details.shared_model;
  const single = useSinglePrediction(id, details.columns);
  return (
    <Tabs
      label={trans.__('Model')}
      tabs={[
        { id: 'analyze', title: trans.__('Analyze') },
        { id: 'predict', title: trans.__('Predict') }
      ]}
      selected={tab}
      onSelect={selected =>
        go({ page: 'model', id, tab: selected as ModelTab, mode })
      }
    >
      {tab === 'analyze' ? (
        <AnalyzeTab details={details} />
      ) : (
        <PredictTab
          details={details}
          single={single}
          mode={mode}
          onMode={selected =>
            go({ page: 'model', id, tab: 'predict', mode: selected })
          }
        />
      )}
    </Tabs>
  );
}
