import * as React from 'react';

import type { IPage } from '../api/types';
import { usePoll, type IReading } from './poll';

export interface IPagesReading<T> extends Omit<IReading<T[]>, 'data'> {
  /** All pages read so far, one after the other; null before the first answer. */
  readonly items: T[] | null;
  /** Read one more page; null when there is none. */
  readonly more: (() => void) | null;
}

/** A paged list of which as many pages as were asked for are kept up to date. */
export function usePages<T>(
  read: (after: string | null) => Promise<IPage<T>>,
  every: (items: T[]) => number | null
): IPagesReading<T> {
  const wanted = React.useRef(1);
  React.useEffect(() => {
    wanted.current = 1;
  }, [read]);
  const readAll = React.useCallback(async (): Promise<IPage<T>> => {
    let { items, next } = await read(null);
    for (let page = 1; page < wanted.current && next !== null; page++) {
      const following = await read(next);
      items = [...items, ...following.items];
      next = following.next;
    }
    return { items, next };
  }, [read]);
  const { data, error, refresh } = usePoll(readAll, page => every(page.items));
  const more = () => {
    wanted.current += 1;
    refresh();
  };
  return {
    items: data?.items ?? null,
    error,
    refresh,
    more: data?.next ? more : null
  };
}
