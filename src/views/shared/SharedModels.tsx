import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Direction } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost, type ITrans } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Tabs } from '../../components/Tabs';
import { CommandIDs } from '../../tokens';
import { FocusKeeper } from '../FocusKeeper';
import { useStudio } from '../studio';
import { unreadOf, useNews } from '../unread';
import { CardList } from './CardList';
import type { IFilter } from './filter';
import { FilterBar } from './FilterBar';
import { useCards } from './useCards';

interface ISharedModelsProps {
  filter: IFilter;
  onFilter: (filter: IFilter) => void;
}

/** The **Shared models and notebooks** tab: what went out and what came in. */
export default function SharedModels({
  filter,
  onFilter
}: ISharedModelsProps): React.JSX.Element {
  const { trans } = useHost();
  const { execute, canvasShare } = useStudio();
  const news = useNews(canvasShare.news)?.answer;
  const cards = useCards(filter);
  const change = React.useCallback(
    (part: Partial<IFilter>) => onFilter({ ...filter, ...part }),
    [filter, onFilter]
  );
  const tab = (direction: Direction, title: string) => {
    const unread = unreadOf(news, direction);
    return {
      id: direction,
      title: unread > 0 ? trans.__('%1 (%2)', title, unread) : title
    };
  };

  return (
    <FocusKeeper
      className="jp-CanvasShare-page jp-CanvasShare-sharedModels"
      aria-label={trans.__('Shared models and notebooks')}
    >
      <header className="jp-CanvasShare-header">
        <h2>{trans.__('Shared models and notebooks')}</h2>
        <Button
          className="jp-mod-styled jp-mod-accept"
          onClick={() => execute(CommandIDs.pickModel)}
        >
          {trans.__('Share model')}
        </Button>
      </header>
      <FilterBar filter={filter} sources={cards.sources} onFilter={change} />
      <Tabs
        label={trans.__('Shared models')}
        tabs={[
          tab('by-me', trans.__('Shared by me')),
          tab('with-me', trans.__('Shared with me'))
        ]}
        selected={filter.direction}
        onSelect={id => change({ direction: id as Direction })}
      >
        <ErrorBanner error={cards.list.error} onRetry={cards.refresh} />
        {cards.list.items === null && cards.list.error === null && <Loading />}
        <div role="status">
          {cards.list.items?.length === 0 && cards.list.error === null && (
            <Nothing filter={filter} onFilter={change} />
          )}
        </div>
        {cards.list.items !== null && cards.list.items.length > 0 && (
          <CardList
            key={JSON.stringify(filter)}
            cards={cards}
            items={cards.list.items}
            label={listLabel(trans, filter.direction)}
          />
        )}
      </Tabs>
    </FocusKeeper>
  );
}

function listLabel(trans: ITrans, direction: Direction): string {
  return direction === 'by-me'
    ? trans.__('Models shared by me')
    : trans.__('Models shared with me');
}

/** Why there is nothing, and what to do first. */
function Nothing({
  filter,
  onFilter
}: {
  filter: IFilter;
  onFilter: (change: Partial<IFilter>) => void;
}): React.JSX.Element {
  const { trans } = useHost();
  const { execute } = useStudio();
  if (filter.q !== '' || filter.source !== null) {
    return (
      <EmptyState
        title={
          filter.q !== ''
            ? trans.__('No shared model matches “%1”', filter.q)
            : trans.__('No shared model matches the filter')
        }
        hint={trans.__(
          'Search looks at titles, targets, notes and names. Try fewer letters, or take the filter away.'
        )}
        action={{
          label: trans.__('Show all'),
          onClick: () => onFilter({ q: '', source: null })
        }}
      />
    );
  }
  return filter.direction === 'by-me' ? (
    <EmptyState
      title={trans.__('You have not shared a model yet')}
      hint={trans.__(
        'Choose one of your models and share it with Canvas users. To train one first, open AutoML.'
      )}
      action={{
        label: trans.__('Share model'),
        onClick: () => execute(CommandIDs.pickModel)
      }}
    />
  ) : (
    <EmptyState
      title={trans.__('Nothing has been shared with you yet')}
      hint={trans.__(
        'A model appears here by itself as soon as a colleague shares it.'
      )}
    />
  );
}
