import * as React from 'react';

import type { ModelSource, SharedModel } from '../../api/types';
import { useRetry } from '../poll';
import { useStudio, useVisible } from '../studio';
import type { IFilter } from './filter';
import { PagedList } from './pagedList';
import { useChanges } from './useChanges';

const PAGE = 100;

export interface ICards {
  readonly list: PagedList<SharedModel>;
  /** The sources present in the whole list, whatever is filtered. */
  readonly sources: readonly ModelSource[];
  /** Read again what is shown; `setWindow` says what that is. */
  readonly refresh: () => void;
  readonly setWindow: (first: number, last: number) => void;
}

/** The cards that a filter lets through, kept up to date where they are in view. */
export function useCards(filter: IFilter): ICards {
  const { canvasShare } = useStudio();
  const { direction, source, sort, q } = filter;
  const [sources, setSources] = React.useState<readonly ModelSource[]>([]);
  const [, render] = React.useReducer((count: number) => count + 1, 0);

  const list = React.useMemo(
    () =>
      new PagedList<SharedModel>(
        async after => {
          const page = await canvasShare.client.sharedModels({
            direction,
            source,
            sort,
            q,
            after,
            limit: PAGE
          });
          setSources(known =>
            same(known, page.sources) ? known : page.sources
          );
          return page;
        },
        item => (sort === 'updated' ? item.updated_at : item.title)
      ),
    [canvasShare, direction, source, sort, q]
  );
  const window = React.useRef({ first: 0, last: 0 });
  const setWindow = React.useCallback((first: number, last: number) => {
    window.current = { first, last };
  }, []);

  const visible = useVisible();
  const inFront = React.useRef(visible);
  inFront.current = visible;
  const missed = React.useRef(false);
  const refresh = React.useCallback(() => {
    if (inFront.current) {
      missed.current = false;
      list.refresh(window.current.first, window.current.last);
    } else {
      missed.current = true;
    }
  }, [list]);

  React.useEffect(() => {
    list.changed.connect(render);
    window.current = { first: 0, last: 0 };
    list.refresh();
    return () => list.dispose();
  }, [list]);
  React.useEffect(() => {
    if (visible && missed.current) {
      refresh();
    }
  }, [visible, refresh]);
  useChanges(canvasShare, refresh);
  useRetry(list.error, refresh);

  return { list, sources, refresh, setWindow };
}

function same<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.join() === other.join();
}
