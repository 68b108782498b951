import * as React from 'react';

import type { SharedModel, SharedModels } from '../api/types';
import { useCanvas, useLive } from './context';
import { Pages, type IPagesView } from './pages';
import type { IModelsRoute } from './route';

/** So many cards fill whole rows of one, two, three or four. */
const PAGE = 48;

export interface IModelsRead {
  /** Changes with the list: what is shown of another one starts afresh. */
  key: string;
  list: IPagesView<SharedModel, SharedModels>;
  setNear: (page: number, near: boolean) => void;
  refresh: () => void;
}

/** What was shared with the person. Until another list is there, the last one stays. */
export function useModels({ q, source, sort }: IModelsRoute): IModelsRead {
  const { client } = useCanvas();
  const key = JSON.stringify([q, source, sort]);
  const pages = React.useMemo(
    () =>
      new Pages<SharedModel, SharedModels>(after =>
        client.sharedModels({
          direction: 'with-me',
          q,
          source,
          sort,
          limit: PAGE,
          after
        })
      ),
    [client, q, source, sort]
  );
  const list = React.useSyncExternalStore(pages.subscribe, pages.view);
  useLive(pages.refresh);

  const { setNear, refresh } = pages;
  const current = { key, list, setNear, refresh };
  const shown = React.useRef<IModelsRead>(current);
  React.useEffect(() => {
    if (list.first !== null || list.error !== null) {
      shown.current = current;
    }
  });
  return list.first === null && list.error === null ? shown.current : current;
}
