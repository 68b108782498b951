import { Button, InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Direction } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Tabs } from '../../components/Tabs';
import { CommandIDs } from '../../tokens';
import { usePages } from '../pages';
import { useStudio } from '../studio';
import { Card } from './Card';
import { useChanges } from './useChanges';

const DEBOUNCE = 200;

interface ISharedModelsProps {
  direction: Direction;
  onDirection: (direction: Direction) => void;
}

/** The **Shared models and notebooks** tab: what went out and what came in. */
export default function SharedModels(
  props: ISharedModelsProps
): React.JSX.Element {
  const { direction, onDirection } = props;
  const { trans } = useHost();
  const [text, setText] = React.useState('');
  const [query, setQuery] = React.useState('');
  React.useEffect(() => {
    const timer = setTimeout(() => setQuery(text.trim()), DEBOUNCE);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Shared models and notebooks')}
    >
      <header className="jp-CanvasShare-header">
        <h2>{trans.__('Shared models and notebooks')}</h2>
        <InputGroup
          className="jp-CanvasShare-search"
          type="search"
          rightIcon="ui-components:search"
          aria-label={trans.__('Search shared models')}
          placeholder={trans.__('Search')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
      </header>
      <Tabs
        label={trans.__('Shared models')}
        tabs={[
          { id: 'by-me', title: trans.__('Shared by me') },
          { id: 'with-me', title: trans.__('Shared with me') }
        ]}
        selected={direction}
        onSelect={id => onDirection(id as Direction)}
      >
        <Cards key={direction} direction={direction} query={query} />
      </Tabs>
    </section>
  );
}

function Cards({
  direction,
  query
}: {
  direction: Direction;
  query: string;
}): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare, execute } = useStudio();
  const read = React.useCallback(
    (after: string | null) =>
      canvasShare.client.sharedModels({ direction, q: query, after }),
    [canvasShare, direction, query]
  );
  const { items, error, refresh, more } = usePages(read, () => null);
  useChanges(canvasShare, refresh);

  return (
    <>
      <ErrorBanner error={error} onRetry={refresh} />
      {items === null && error === null && <Loading />}
      {items?.length === 0 && query !== '' && (
        <EmptyState
          title={trans.__('No shared model matches “%1”', query)}
          hint={trans.__(
            'Search looks at titles, notes and names. Try fewer letters.'
          )}
        />
      )}
      {items?.length === 0 &&
        query === '' &&
        (direction === 'by-me' ? (
          <EmptyState
            title={trans.__('You have not shared a model yet')}
            hint={trans.__(
              'Open an Autopilot job, select a model and choose Share.'
            )}
            action={{
              label: trans.__('Open AutoML'),
              onClick: () => execute(CommandIDs.openAutopilot)
            }}
          />
        ) : (
          <EmptyState
            title={trans.__('Nothing has been shared with you yet')}
            hint={trans.__(
              'A model appears here by itself as soon as a colleague shares it.'
            )}
          />
        ))}
      {items !== null && items.length > 0 && (
        <ul
          className="jp-CanvasShare-cards"
          aria-label={trans.__('Shared models')}
        >
          {items.map(model => (
            <li key={model.id}>
              <Card model={model} />
            </li>
          ))}
        </ul>
      )}
      {more && (
        <Button className="jp-mod-styled" onClick={more}>
          {trans.__('Load more')}
        </Button>
      )}
    </>
  );
}
