import * as React from 'react';

import { SORTS } from '../api/rules';
import type { ModelSource, SharedModel, Sort } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { sortLabel, sourceLabel } from '../components/lists';
import { Loading } from '../components/Loading';
import { ModelList } from './ModelList';
import { useKept, useModels } from './models';
import { Select } from './Select';
import { SearchBox } from './SearchBox';
import { go, MODELS, type IModelsRoute } from './route';
import { useTitle } from './title';

interface IModelsPageProps {
  route: IModelsRoute;
  /** How many models have something new. */
  unread: number;
  onRemoved: (model: SharedModel) => void;
}

/** **Models**: everything that was shared with the person. */
export function ModelsPage({
  route,
  unread,
  onRemoved
}: IModelsPageProps): React.JSX.Element {
  const { trans } = useHost();
  const { list, view } = useModels(route);
  const { refresh } = list.pages;
  const place = useKept(list);
  useTitle(trans.__('Models · Canvas'), unread);

  const removed = React.useCallback(
    (model: SharedModel) => {
      onRemoved(model);
      list.pages.drop(model.id);
      refresh();
    },
    [list, refresh, onRemoved]
  );
  return (
    <>
      <div className="jp-CanvasShare-titlebar">
        <h1>{trans.__('Models')}</h1>
        <Filters route={route} present={view.first?.sources ?? []} />
      </div>
      <ErrorBanner error={view.error} onRetry={refresh} />
      {view.first === null && view.error === null && <Loading />}
      {view.total === 0 ? (
        <NothingHere route={route} />
      ) : (
        <ModelList
          key={list.address}
          ref={place}
          list={list}
          view={view}
          onChange={refresh}
          onRemoved={removed}
        />
      )}
    </>
  );
}

interface IFiltersProps {
  route: IModelsRoute;
  /** The sources that anything was shared from. */
  present: readonly ModelSource[];
}

/** Search, **Shared from** and sort. All of them stand in the address. */
function Filters({ route, present }: IFiltersProps): React.JSX.Element {
  const { trans } = useHost();
  const { source } = route;
  const set = (change: Partial<IModelsRoute>) =>
    go({ ...route, ...change }, true);
  // the address may name one that nothing was shared from
  const sources =
    source === null || present.includes(source)
      ? present
      : [...present, source];
  return (
    <div
      className="jp-CanvasShare-filters"
      role="search"
      aria-label={trans.__('Models')}
    >
      <SearchBox
        label={trans.__('Search models')}
        value={route.q}
        onSearch={q => set({ q })}
      />
      <Select<ModelSource | ''>
        label={trans.__('Shared from')}
        value={source ?? ''}
        options={[
          ['', trans.__('All sources')],
          ...sources.map(each => [each, sourceLabel(trans, each)] as const)
        ]}
        onChange={value => set({ source: value === '' ? null : value })}
      />
      <Select<Sort>
        label={trans.__('Sort by')}
        value={route.sort}
        options={SORTS.map(sort => [sort, sortLabel(trans, sort)] as const)}
        onChange={sort => set({ sort })}
      />
    </div>
  );
}

function NothingHere({ route }: { route: IModelsRoute }): React.JSX.Element {
  const { trans } = useHost();
  const { q, source, sort } = route;
  if (!q && source === null) {
    return (
      <EmptyState
        title={trans.__('No model has been shared with you yet')}
        hint={trans.__(
          'Give a data scientist in your Domain your profile name, shown at the top. They choose Share Model in JupyterLab, and the model appears here by itself.'
        )}
      />
    );
  }
  return (
    <EmptyState
      title={
        source === null
          ? trans.__('No model matches “%1”', q)
          : trans.__('No model from %1 matches', sourceLabel(trans, source))
      }
      hint={trans.__('The search looks at titles, targets, notes and people.')}
      action={{
        label: trans.__('Show all'),
        onClick: () => go({ ...MODELS, sort }, true)
      }}
    />
  );
}
