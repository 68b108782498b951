import * as React from 'react';

import type { CanvasShareClient } from '../api/client';
import type { IPage, SharedModel } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { useCanvas, useLive } from './context';
import { ModelCard } from './ModelCard';
import { useRead } from './read';
import { SearchBox } from './SearchBox';
import { go } from './route';

const PAGE = 50;

/** **Models**: everything that was shared with the person, newest first. */
export function ModelsPage({ q }: { q: string }): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const [wanted, setWanted] = React.useState(PAGE);
  const { data, error, reload } = useRead(
    () => readModels(client, q, wanted),
    `${wanted} ${q}`
  );
  useLive(reload);
  React.useEffect(() => {
    document.title = trans.__('Models · Canvas');
  }, [trans]);

  const search = (text: string) => go({ page: 'models', q: text }, true);
  return (
    <>
      <div className="jp-CanvasShare-titlebar">
        <h1>{trans.__('Models')}</h1>
        <SearchBox
          label={trans.__('Search models')}
          value={q}
          onSearch={search}
        />
      </div>
      <ErrorBanner error={error} onRetry={reload} />
      {data === null && error === null && <Loading />}
      {data?.items.length === 0 &&
        (q ? (
          <EmptyState
            title={trans.__('No model matches “%1”', q)}
            hint={trans.__(
              'The search looks at titles, targets, notes and people.'
            )}
            action={{ label: trans.__('Show all'), onClick: () => search('') }}
          />
        ) : (
          <EmptyState
            title={trans.__('No model has been shared with you yet')}
            hint={trans.__(
              'Give a data scientist in your Domain your profile name, shown at the top right. They choose Share Model in JupyterLab, and the model appears here by itself.'
            )}
          />
        ))}
      {data !== null && data.items.length > 0 && (
        <ul className="jp-CanvasShare-cards" aria-label={trans.__('Models')}>
          {data.items.map(model => (
            <ModelCard key={model.id} model={model} onChange={reload} />
          ))}
        </ul>
      )}
      {data?.next && (
        <p className="jp-CanvasShare-more">
          <button
            type="button"
            className="jp-CanvasShare-button"
            onClick={() => setWanted(data.items.length + PAGE)}
          >
            {trans.__('Load more')}
          </button>
        </p>
      )}
    </>
  );
}

/** The first pages, until `wanted` models are there: read as one, so that nothing shows twice. */
async function readModels(
  client: CanvasShareClient,
  q: string,
  wanted: number
): Promise<IPage<SharedModel>> {
  const items: SharedModel[] = [];
  let next: string | null = null;
  do {
    const page: IPage<SharedModel> = await client.sharedModels({
      direction: 'with-me',
      q,
      limit: PAGE,
      after: next
    });
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < wanted);
  return { items, next };
}
