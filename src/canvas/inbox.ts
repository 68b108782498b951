import * as React from 'react';

import type { CanvasShareClient } from '../api/client';
import type { Notification, Notifications, SharedModel } from '../api/types';
import { useCanvas, useLive } from './context';
import type { Heartbeat } from './live';
import { useRead } from './read';

export interface IInbox {
  /** What others did and was not looked at yet, newest first; what was put away is left out. */
  notices: Notification[];
  /** Whether there is more of it on the server. */
  more: boolean;
  /** How many of the models that others shared have something new. */
  unread: number;
  /** Put a notice away until the page is loaded again; for good, if it tells of the end. */
  dismiss: (notice: Notification) => void;
  /** Note on the server that a model has been looked at. */
  markSeen: (model: SharedModel) => void;
}

/** What is new at this end. */
function readNews(client: CanvasShareClient): Promise<Notifications> {
  return client.notifications({ app: 'Canvas' });
}

/** Ask what is new, which also tells the server that somebody looks. */
export function heartbeat(client: CanvasShareClient): Heartbeat {
  return async () => JSON.stringify(await readNews(client));
}

/** What the person has not seen yet. Truth is on the server; what was put away is this visit's. */
export function useInbox(): IInbox {
  const { client } = useCanvas();
  const { data, reload } = useRead(() => readNews(client), '');
  const [away, setAway] = React.useState<ReadonlySet<string>>(new Set());
  const marked = React.useRef(new Set<string>());
  useLive(reload);

  const dismiss = React.useCallback(
    ({ id, kind, shared_model }: Notification) => {
      setAway(before => new Set(before).add(id));
      if (kind === 'revoked') {
        // there is nothing left to look at; after a failure it is told again at the next visit
        client.seen(shared_model).then(reload, () => {});
      }
    },
    [client, reload]
  );
  const markSeen = React.useCallback(
    (model: SharedModel) => {
      const upTo = `${model.id} ${model.updated_at}`;
      if (!model.unseen || marked.current.has(upTo)) {
        return;
      }
      marked.current.add(upTo);
      // not told of a failure: it is marked again when the model is read again
      client.seen(model.id).then(reload, () => marked.current.delete(upTo));
    },
    [client, reload]
  );
  const items = data?.items ?? [];
  const ended = new Set(
    items.filter(item => item.kind === 'revoked').map(item => item.shared_model)
  );
  const notices = items.filter(
    item =>
      !away.has(item.id) &&
      // what came before the end can no longer be viewed
      (item.kind === 'revoked' || !ended.has(item.shared_model))
  );
  return {
    notices,
    more: (data?.next ?? null) !== null,
    unread: data?.unread_with_me ?? 0,
    dismiss,
    markSeen
  };
}
