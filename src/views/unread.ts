import * as React from 'react';

import type { Direction, Notifications } from '../api/types';
import type { INews, INewsReading } from '../tokens';

/** The newest reading of what is new; null before the first. */
export function useNews(news: INews): INewsReading | null {
  return React.useSyncExternalStore(
    onRead => {
      news.read.connect(onRead);
      return () => news.read.disconnect(onRead);
    },
    () => news.latest
  );
}

/** Of one list, how many have something new. */
export function unreadOf(
  answer: Notifications | undefined,
  direction: Direction
): number {
  if (!answer) {
    return 0;
  }
  const { unread, unread_with_me } = answer;
  return direction === 'with-me' ? unread_with_me : unread - unread_with_me;
}
