import * as React from 'react';

import type { Notification } from '../api/types';
import { useHost } from '../components/host';
import { formatRoute, go, MODELS, modelRoute } from './route';
import { newsInWords } from './words';

/** More at once would push the page out of sight. */
const SHOWN = 3;

interface INoticesProps {
  notices: readonly Notification[];
  onDismiss: (notice: Notification) => void;
}

/** What others did and the person has not looked at: one notice for each event. */
export function Notices({
  notices,
  onDismiss
}: INoticesProps): React.JSX.Element {
  const { trans } = useHost();
  const more = notices.length - SHOWN;
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
      {notices.slice(0, SHOWN).map(notice => (
        <div key={notice.id} className="jp-CanvasShare-notice">
          <p id={`canvas-notice-${notice.id}`}>{newsInWords(notice, trans)}</p>
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
              onClick={() => onDismiss(notice)}
            >
              {trans.__('Dismiss')}
            </button>
          </div>
        </div>
      ))}
      {more > 0 && (
        <p className="jp-CanvasShare-notices-more">
          <a href={formatRoute(MODELS)}>
            {trans._n(
              '%1 more is new on the Models page',
              '%1 more are new on the Models page',
              more
            )}
          </a>
        </p>
      )}
    </section>
  );
}
