import * as React from 'react';

import type { SharedModel } from '../api/types';
import { useCanvas, useLive } from './context';
import { useRead } from './read';

export interface IInbox {
  /** What was shared and not looked at yet, newest first; dismissed ones left out. */
  notices: SharedModel[];
  /** Put a notice away until the page is loaded again. */
  dismiss: (model: SharedModel) => void;
  /** Note on the server that a model has been looked at. */
  markSeen: (model: SharedModel) => void;
}

/** The cause of a notice: one share, or one later change of it. */
function causeOf(model: SharedModel): string {
  return `${model.id} ${model.updated_at}`;
}

/** What the person has not seen yet. Truth is `unseen` on the server; the rest is this visit's. */
export function useInbox(): IInbox {
  const { client } = useCanvas();
  const { data, reload } = useRead(
    () => client.sharedModels({ direction: 'with-me' }),
    ''
  );
  const [handled, setHandled] = React.useState<ReadonlySet<string>>(new Set());
  const seen = React.useRef(new Set<string>());
  useLive(reload);

  const dismiss = React.useCallback(
    (model: SharedModel) =>
      setHandled(before => new Set(before).add(causeOf(model))),
    []
  );
  const markSeen = React.useCallback(
    (model: SharedModel) => {
      const cause = causeOf(model);
      if (!model.unseen || seen.current.has(cause)) {
        return;
      }
      seen.current.add(cause);
      dismiss(model);
      // not told of a failure: it is marked again at the next visit
      client.seen(model.id).then(reload, () => seen.current.delete(cause));
    },
    [client, dismiss, reload]
  );
  const notices = (data?.items ?? []).filter(
    model => model.unseen && !handled.has(causeOf(model))
  );
  return { notices, dismiss, markSeen };
}
