import * as React from 'react';

/** The tab's title, with how many models have something new. */
export function useTitle(title: string | undefined, unread: number): void {
  React.useEffect(() => {
    if (title !== undefined) {
      document.title = unread > 0 ? `(${unread}) ${title}` : title;
    }
  }, [title, unread]);
}
