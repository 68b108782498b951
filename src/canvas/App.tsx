import * as React from 'react';

import type { Me, SharedModel } from '../api/types';
import { EmptyState } from '../components/EmptyState';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { newsText } from '../components/news';
import { useCanvas, useLive } from './context';
import { cardBeside, useFocus } from './focus';
import { Header } from './Header';
import { useInbox } from './inbox';
import { ModelPage } from './ModelPage';
import { ModelsPage } from './ModelsPage';
import { Notices } from './Notices';
import { useRead } from './read';
import { go, MODELS, useRoute } from './route';

/** The analyst's page. */
export function App(): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const { data: me, error, reload } = useRead(() => client.me(), '');
  useLive(() => {
    if (error !== null) {
      reload();
    }
  });
  return (
    <div className="jp-CanvasShare-page">
      {me?.capabilities.canvas ? (
        <Content me={me} />
      ) : (
        <>
          <Header me={me} unread={0} />
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
        </>
      )}
    </div>
  );
}

function Content({ me }: { me: Me }): React.JSX.Element {
  const { trans } = useHost();
  const { kept } = useCanvas();
  const inbox = useInbox();
  const route = useRoute();
  const main = React.useRef<HTMLElement>(null);
  const place = route.page === 'model' ? route.id : '';
  const [from, setFrom] = React.useState(MODELS);
  if (route.page === 'models' && route !== from) {
    setFrom(route);
  }
  const [status, setStatus] = React.useState({ place, text: '' });
  useFocus(place, main);

  React.useEffect(() => {
    // what was said of another page is over
    setStatus(said => (said.place === place ? said : { place, text: '' }));
  }, [place]);

  const onRemoved = React.useCallback(
    ({ id, title }: SharedModel) => {
      setStatus({ place: '', text: trans.__('Removed %1', title) });
      if (place === '') {
        (cardBeside(main.current!, id) ?? main.current!).focus();
      } else {
        kept.current?.pages.drop(id);
        go(from, true);
      }
    },
    [place, from, kept, trans]
  );
  const onNews = React.useCallback(
    ({ title, last_event, state }: SharedModel) => {
      const news = newsText(trans, { ...last_event, title });
      setStatus({
        place,
        // that it is over, the page says by itself
        text:
          state === 'revoked'
            ? ''
            : trans.__('%1 This page shows it now.', news)
      });
    },
    [place, trans]
  );

  return (
    <>
      <Header me={me} unread={inbox.unread} />
      <Notices
        // what is on the open page needs no notice
        notices={inbox.notices.filter(
          ({ shared_model }) => shared_model !== place
        )}
        more={inbox.more}
        onDismiss={inbox.dismiss}
      />
      <p className="jp-CanvasShare-status" role="status">
        {status.text}
      </p>
      <main
        ref={main}
        className="jp-CanvasShare-main"
        id="canvas-main"
        tabIndex={-1}
      >
        {route.page === 'models' ? (
          <ModelsPage
            route={route}
            unread={inbox.unread}
            onRemoved={onRemoved}
          />
        ) : (
          <ModelPage
            key={route.id}
            id={route.id}
            tab={route.tab}
            mode={route.mode}
            from={from}
            unread={inbox.unread}
            onSeen={inbox.markSeen}
            onNews={onNews}
            onRemoved={onRemoved}
          />
        )}
      </main>
    </>
  );
}
