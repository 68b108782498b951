import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ModelDetails, ModelSource } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Tabs } from '../../components/Tabs';
import { CommandIDs } from '../../tokens';
import { usePoll } from '../poll';
import { useStudio } from '../studio';
import { Artifacts } from './Artifacts';
import { Explainability } from './Explainability';
import { ModelReports } from './ModelReports';
import { Network } from './Network';
import { Performance } from './Performance';
import { RowExplanation } from './RowExplanation';

/** How often to look whether the explanation is ready, in milliseconds. */
const EXPLAINING = 3000;

interface IModelProps {
  source: ModelSource;
  id: string;
}

/** The **Model Details** tab, all from one answer of the server. */
export default function Model({ source, id }: IModelProps): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const read = React.useCallback(
    () => canvasShare.client.model(source, id),
    [canvasShare, source, id]
  );
  const { data, error, refresh } = usePoll(read, isBeingExplained);
  const [tab, setTab] = React.useState('explainability');
  const reasonId = React.useId();
  const model = data?.model;
  const reason = model?.shareable
    ? null
    : (model?.not_shareable_reason ??
      trans.__('This model is not trained yet.'));

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Model Details')}
    >
      <header className="jp-CanvasShare-header">
        <div>
          <h2>{model?.title ?? trans.__('Model Details')}</h2>
          {data && (
            <p className="jp-CanvasShare-quiet">
              {data.positive_class === null
                ? trans.__('Predicts %1', data.model.target)
                : trans.__(
                    'Predicts %1 (positive class: %2)',
                    data.model.target,
                    data.positive_class
                  )}
              {model?.best && (
                <>
                  {' '}
                  <span className="jp-CanvasShare-badge jp-mod-best">
                    {trans.__('Best model')}
                  </span>
                </>
              )}
            </p>
          )}
          {model && reason !== null && (
            <p id={reasonId} className="jp-CanvasShare-quiet">
              {trans.__('Cannot be shared: %1', reason)}
            </p>
          )}
        </div>
        {model && (
          <Button
            className="jp-mod-styled jp-mod-accept"
            disabled={reason !== null}
            aria-describedby={reason === null ? undefined : reasonId}
            onClick={() => execute(CommandIDs.shareModel, { source, id })}
          >
            {trans.__('Share Model')}
          </Button>
        )}
      </header>
      <ErrorBanner error={error} onRetry={refresh} />
      {data === null && error === null && <Loading />}
      {data && (
        <Tabs
          label={trans.__('Model Details')}
          tabs={[
            { id: 'explainability', title: trans.__('Explainability') },
            { id: 'performance', title: trans.__('Performance') },
            { id: 'artifacts', title: trans.__('Artifacts') },
            { id: 'network', title: trans.__('Network') }
          ]}
          selected={tab}
          onSelect={setTab}
        >
          <Panel tab={tab} details={data} />
        </Tabs>
      )}
    </section>
  );
}

/** A model that can be looked into before its explanation is computed is not final. */
function isBeingExplained({
  model,
  explainability
}: ModelDetails): number | null {
  const waits = explainability?.attributions.length === 0 && !model.shareable;
  return waits ? EXPLAINING : null;
}

function Panel({
  tab,
  details
}: {
  tab: string;
  details: ModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const notYet = (
    <EmptyState
      title={trans.__('Nothing to show for this model')}
      hint={trans.__(
        'It was not trained to the end. Open another model of the same job.'
      )}
    />
  );
  switch (tab) {
    case 'explainability':
      return details.explainability ? (
        <Explainability
          explainability={details.explainability}
          classes={details.classes}
          positiveClass={details.positive_class}
          final={details.model.shareable}
        >
          <RowExplanation details={details} />
        </Explainability>
      ) : (
        notYet
      );
    case 'performance':
      return details.performance ? (
        <>
          <ModelReports details={details} />
          <Performance
            performance={details.performance}
            positiveClass={details.positive_class}
          />
        </>
      ) : (
        notYet
      );
    case 'artifacts':
      return (
        <>
          <ModelReports details={details} />
          <Artifacts model={details.model} artifacts={details.artifacts} />
        </>
      );
    default:
      return <Network facts={details.network} />;
  }
}
