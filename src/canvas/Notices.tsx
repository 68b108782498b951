import * as React from 'react';

import type { SharedModel } from '../api/types';
import { useHost } from '../components/host';
import { formatRoute, go, modelRoute } from './route';
import type { IInbox } from './inbox';

/** More at once would push the page out of sight. */
const SHOWN = 3;

/** What was shared with the person and not seen yet. */
export function Notices({ inbox }: { inbox: IInbox }): React.JSX.Element {
  const { trans } = useHost();
  const more = inbox.notices.length - SHOWN;
  const view = (model: SharedModel) => {
    inbox.markSeen(model);
    go(modelRoute(model.id));
  };
  return (
    <section
      className="jp-CanvasShare-notices"
      aria-label={trans.__('Notifications')}
      aria-live="polite"
    >
      {inbox.notices.slice(0, SHOWN).map(model => (
        <div key={model.id} className="jp-CanvasShare-notice">
          <p id={`canvas-notice-${model.id}`}>
            {trans.__(
              '%1 shared the model %2 with you.',
              model.owner,
              model.title
            )}
          </p>
          <div className="jp-CanvasShare-actions">
            <button
              type="button"
              className="jp-CanvasShare-button jp-mod-accept"
              aria-describedby={`canvas-notice-${model.id}`}
              onClick={() => view(model)}
            >
              {trans.__('View update')}
            </button>
            <button
              type="button"
              className="jp-CanvasShare-button"
              aria-describedby={`canvas-notice-${model.id}`}
              onClick={() => inbox.dismiss(model)}
            >
              {trans.__('Dismiss')}
            </button>
          </div>
        </div>
      ))}
      {more > 0 && (
        <p className="jp-CanvasShare-notices-more">
          <a href={formatRoute({ page: 'models', q: '' })}>
            {trans._n(
              '%1 more new model on the Models page',
              '%1 more new models on the Models page',
              more
            )}
          </a>
        </p>
      )}
    </section>
  );
}
