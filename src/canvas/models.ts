import * as React from 'react';

import type { CanvasShareClient } from '../api/client';
import type { SharedModel, SharedModels } from '../api/types';
import { useCanvas, useLive } from './context';
import type { ISight } from './near';
import { Pages, type IPagesView } from './pages';
import { formatRoute, type IModelsRoute } from './route';

/** So many cards fill whole rows of one, two, three or four. */
const PAGE = 48;

export type ModelsView = IPagesView<SharedModel, SharedModels>;

/** What was shared with the person, and how it lies before them. */
export class ModelsList {
  constructor(
    client: CanvasShareClient,
    { q, source, sort }: Omit<IModelsRoute, 'page'>
  ) {
    this.address = formatRoute({ page: 'models', q, source, sort });
    this.pages = new Pages(after =>
      client.sharedModels({
        direction: 'with-me',
        q,
        source,
        sort,
        limit: PAGE,
        after
      })
    );
  }

  readonly address: string;
  readonly pages: Pages<SharedModel, SharedModels>;
  /** Of each page of cards, by its key. */
  readonly sights = new Map<number, ISight>();
  /** Where its top was when it was left, in pixels from the window's; null if none was shown. */
  top: number | null = null;
}

/**
 * The list of an address: the one the person left for a model, or else a new one. Until that is
 * there, the last one stays.
 */
export function useModels(route: IModelsRoute): {
  list: ModelsList;
  view: ModelsView;
} {
  const { client, kept } = useCanvas();
  const { q, source, sort } = route;
  const list = React.useMemo(() => {
    const left = kept.current;
    const fresh = new ModelsList(client, { q, source, sort });
    return left?.address === fresh.address ? left : fresh;
  }, [client, kept, q, source, sort]);
  const view = React.useSyncExternalStore(
    list.pages.subscribe,
    list.pages.view
  );
  useLive(list.pages.refresh);

  const current = { list, view };
  const shown = React.useRef(current);
  const there = view.first !== null || view.error !== null;
  React.useEffect(() => {
    if (there) {
      shown.current = current;
    }
  });
  return there ? current : shown.current;
}

/**
 * Keep a list as it lies when the person leaves it, and lay it there again when they come back.
 * The answer is where it lies.
 */
export function useKept(list: ModelsList): React.RefObject<HTMLDivElement> {
  const { kept } = useCanvas();
  const place = React.useRef<HTMLDivElement>(null);
  const shown = React.useRef(list);
  React.useLayoutEffect(() => {
    shown.current = list;
  });
  React.useLayoutEffect(() => {
    const { current: left } = kept;
    const top = topOf(place);
    if (left !== shown.current) {
      kept.current = null;
    } else if (left.top !== null && top !== null) {
      window.scrollTo(0, window.scrollY + top - left.top);
    }
    return () => {
      const { current: leaving } = shown;
      leaving.top = topOf(place);
      kept.current = leaving;
    };
  }, [kept]);
  React.useEffect(() => {
    // it is on the page now
    kept.current = null;
  }, [kept]);
  return place;
}

function topOf(place: React.RefObject<HTMLElement>): number | null {
  return place.current?.getBoundingClientRect().top ?? null;
}
