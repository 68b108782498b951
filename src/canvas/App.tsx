import * as React from 'react';

import type { Me } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { useCanvas } from './context';
import { useInbox } from './inbox';
import { ModelPage } from './ModelPage';
import { ModelsPage } from './ModelsPage';
import { Notices } from './Notices';
import { useRead } from './read';
import { formatRoute, useRoute } from './route';

/** The analyst's page. */
export function App(): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const { data: me, error, reload } = useRead(() => client.me(), '');
  return (
    <div className="jp-CanvasShare-page">
      <Header me={me} />
      {me?.capabilities.canvas ? (
        <Content />
      ) : (
        <main className="jp-CanvasShare-main" id="canvas-main">
          <div className="jp-CanvasShare-titlebar">
            <h1>{trans.__('Models')}</h1>
          </div>
          <ErrorBanner error={error} onRetry={reload} />
          {me === null && error === null && <Loading />}
          {me !== null && (
            <EmptyState
              title={trans.__('%1 has no Canvas app', me.profile.name)}
              hint={trans.__(
                "Models can be received here once the profile has the app: set CanvasShare.apps to a list with 'Canvas' in this server's configuration and start it again."
              )}
            />
          )}
        </main>
      )}
    </div>
  );
}

function Header({ me }: { me: Me | null }): React.JSX.Element {
  const { trans } = useHost();
  return (
    <header className="jp-CanvasShare-header">
      <a
        className="jp-CanvasShare-brand"
        href={formatRoute({ page: 'models', q: '' })}
      >
        {trans.__('Canvas')}
      </a>
      <nav aria-label={trans.__('Pages')}>
        <a href={formatRoute({ page: 'models', q: '' })}>
          {trans.__('Models')}
        </a>
      </nav>
      {me && (
        <p className="jp-CanvasShare-who">
          <strong>{me.profile.display_name || me.profile.name}</strong>{' '}
          <span className="jp-CanvasShare-quiet">
            {me.profile.display_name &&
            me.profile.display_name !== me.profile.name
              ? trans.__('%1 · Domain %2', me.profile.name, me.domain)
              : trans.__('Domain %1', me.domain)}
          </span>
        </p>
      )}
    </header>
  );
}

function Content(): React.JSX.Element {
  const inbox = useInbox();
  const route = useRoute();
  const main = React.useRef<HTMLElement>(null);
  const place = route.page === 'model' ? route.id : '';
  const before = React.useRef(place);

  React.useEffect(() => {
    // who uses a keyboard or a screen reader goes on from the new page's start
    if (before.current !== place) {
      before.current = place;
      main.current?.focus();
      window.scrollTo(0, 0);
    }
  }, [place]);

  return (
    <>
      <Notices inbox={inbox} />
      <main
        ref={main}
        className="jp-CanvasShare-main"
        id="canvas-main"
        tabIndex={-1}
      >
        {route.page === 'models' ? (
          <ModelsPage q={route.q} />
        ) : (
          <ModelPage
            key={route.id}
            id={route.id}
            tab={route.tab}
            mode={route.mode}
            onSeen={inbox.markSeen}
          />
        )}
      </main>
    </>
  );
}
