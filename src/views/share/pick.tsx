import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ModelSource, ModelSummary } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { formatMetric } from '../../components/format';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { sourceLabel } from '../../components/lists';
import { Loading } from '../../components/Loading';
import { Draft } from '../dialog/draft';
import { openDraft } from '../dialog/DraftDialog';
import { usePages } from '../pages';
import { SearchInput } from '../SearchInput';
import { SharedFrom } from '../SharedFrom';
import { useStudio, type IStudio } from '../studio';

class Choice extends Draft<ModelSummary> {
  chosen: ModelSummary | null = null;

  choose(chosen: ModelSummary): void {
    this.chosen = chosen;
    this.emit();
  }

  protected get complete(): boolean {
    return this.chosen !== null;
  }

  protected async send(): Promise<ModelSummary> {
    return this.chosen!;
  }
}

/**
 * Let the person pick one of the models that can be shared, or look at one: that closes the dialog
 * and calls `onDetails`. Null for a change of mind.
 */
export function pickModel(
  studio: IStudio,
  onDetails: (model: ModelSummary) => void
): Promise<ModelSummary | null> {
  const { trans } = studio.canvasShare.host;
  const draft = new Choice();
  return openDraft({
    studio,
    draft,
    title: trans.__('Select a model to share'),
    label: trans.__('Share'),
    busyLabel: trans.__('Share'),
    body: close => (
      <Picker
        draft={draft}
        onDetails={model => {
          close();
          onDetails(model);
        }}
      />
    )
  });
}

function Picker({
  draft,
  onDetails
}: {
  draft: Choice;
  onDetails: (model: ModelSummary) => void;
}): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare } = useStudio();
  const [source, setSource] = React.useState<ModelSource | null>(null);
  const [q, setQ] = React.useState('');
  const [present, setPresent] = React.useState<readonly ModelSource[]>([]);
  const read = React.useCallback(
    (after: string | null) => canvasShare.client.models({ source, q, after }),
    [canvasShare, source, q]
  );
  const { items, error, refresh, more } = usePages(read, () => null);
  React.useEffect(() => {
    setPresent(known => [
      ...new Set([...known, ...(items ?? []).map(item => item.source)])
    ]);
  }, [items]);

  const search = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => search.current?.querySelector('input')?.focus(), []);

  return (
    <>
      <div ref={search} className="jp-CanvasShare-inline">
        <SearchInput label={trans.__('Search models')} q={q} onSearch={setQ} />
        <SharedFrom
          className="jp-CanvasShare-inline"
          source={source}
          sources={present}
          onSource={setSource}
        />
      </div>
      <ErrorBanner error={error} onRetry={refresh} />
      {items === null && error === null && <Loading />}
      {items?.length === 0 && <NoModel searched={q !== ''} />}
      {items !== null && items.length > 0 && (
        <div
          className="jp-CanvasShare-choices"
          role="radiogroup"
          aria-label={trans.__('Models')}
        >
          {items.map(model => (
            <Row
              key={`${model.source}:${model.id}`}
              model={model}
              chosen={
                draft.chosen?.id === model.id &&
                draft.chosen.source === model.source
              }
              onChoose={() => draft.choose(model)}
              onDetails={() => onDetails(model)}
            />
          ))}
          {more && (
            <Button className="jp-mod-styled" onClick={more}>
              {trans.__('Load more')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Row({
  model,
  chosen,
  onChoose,
  onDetails
}: {
  model: ModelSummary;
  chosen: boolean;
  onChoose: () => void;
  onDetails: () => void;
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <div className="jp-CanvasShare-choice">
      <label>
        <input
          type="radio"
          name="jp-CanvasShare-model"
          checked={chosen}
          disabled={!model.shareable}
          onChange={onChoose}
        />
        <span>
          <span className="jp-CanvasShare-choice-title">{model.title}</span>{' '}
          {model.best && (
            <span className="jp-CanvasShare-badge jp-mod-best">
              {trans.__('Best model')}
            </span>
          )}
          <span className="jp-CanvasShare-choice-facts">
            {trans.__(
              '%1 · predicts %2 · %3: %4',
              sourceLabel(trans, model.source),
              model.target,
              metricLabel(trans, model.objective, null),
              formatMetric(model.objective_value)
            )}
          </span>
          {model.not_shareable_reason && (
            <span className="jp-CanvasShare-choice-facts">
              {model.not_shareable_reason}
            </span>
          )}
        </span>
      </label>
      <button
        type="button"
        className="jp-CanvasShare-link"
        aria-label={trans.__('Open %1 in model details', model.title)}
        onClick={onDetails}
      >
        {trans.__('Details')}
      </button>
    </div>
  );
}

function NoModel({ searched }: { searched: boolean }): React.JSX.Element {
  const { trans } = useHost();
  return searched ? (
    <EmptyState
      title={trans.__('No model matches')}
      hint={trans.__('Search looks at names and targets. Try fewer letters.')}
    />
  ) : (
    <EmptyState
      title={trans.__('There is no model to share yet')}
      hint={trans.__('Train one with AutoML; then it can be chosen here.')}
    />
  );
}
