import * as React from 'react';

import type { Notification } from '../api/types';
import { useHost } from '../components/host';
import { newsText } from '../components/news';
import { ModelsLink } from './ModelsLink';
import { go, modelRoute } from './route';

const NARROW = '(max-width: 560px)';

interface INoticesProps {
  notices: readonly Notification[];
  /** Whether the server has more of them. */
  more: boolean;
  onDismiss: (notice: Notification) => void;
}

/** What others did and the person has not looked at: one notice for each event. */
export function Notices({
  notices,
  more,
  onDismiss
}: INoticesProps): React.JSX.Element {
  const { trans } = useHost();
  const shown = useShown();
  const hidden = notices.length - shown;
  const dismiss = (notice: Notification, button: HTMLElement) => {
    neighbour(button)?.focus();
    onDismiss(notice);
  };
  const view = (notice: Notification) => {
    // the model's page marks it as seen once it shows it
    onDismiss(notice);
    go(modelRoute(notice.shared_model));
  };
  return (
    <section
      className="jp-CanvasShare-notices"
      aria-label={trans.__('Notifications')}
      aria-live="polite"
    >
      {notices.slice(0, shown).map(notice => (
        <div key={notice.id} className="jp-CanvasShare-notice">
          <p id={`canvas-notice-${notice.id}`}>{newsText(trans, notice)}</p>
          <div className="jp-CanvasShare-actions">
            {notice.kind !== 'revoked' && (
              <button
                type="button"
                className="jp-CanvasShare-button jp-mod-accept"
                aria-describedby={`canvas-notice-${notice.id}`}
                onClick={() => view(notice)}
              >
                {trans.__('View update')}
              </button>
            )}
            <button
              type="button"
              className="jp-CanvasShare-button"
              aria-describedby={`canvas-notice-${notice.id}`}
              data-dismiss=""
              onClick={event => dismiss(notice, event.currentTarget)}
            >
              {trans.__('Dismiss')}
            </button>
          </div>
        </div>
      ))}
      {hidden > 0 && (
        <p className="jp-CanvasShare-notices-more">
          <ModelsLink>
            {more
              ? trans.__('More is new on the Models page')
              : trans._n(
                  '%1 more is new on the Models page',
                  '%1 more are new on the Models page',
                  hidden
                )}
          </ModelsLink>
        </p>
      )}
    </section>
  );
}

/** How many at once: more would push the page out of sight. */
function useShown(): number {
  const [query] = React.useState(() => window.matchMedia(NARROW));
  const narrow = React.useSyncExternalStore(
    React.useCallback(
      (listener: () => void) => {
        query.addEventListener('change', listener);
        return () => query.removeEventListener('change', listener);
      },
      [query]
    ),
    () => query.matches
  );
  return narrow ? 1 : 3;
}

/** What to go on from once a notice is gone: the next one, or else the page. */
function neighbour(button: HTMLElement): HTMLElement | null {
  const notice = button.closest('.jp-CanvasShare-notice')!;
  const next = notice.nextElementSibling ?? notice.previousElementSibling;
  return (
    next?.querySelector<HTMLElement>('[data-dismiss]') ??
    document.getElementById('canvas-main')
  );
}
