import {
  defaultRangeExtractor,
  measureElement,
  useVirtualizer,
  type Range,
  type Virtualizer
} from '@tanstack/react-virtual';
import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Card } from './Card';
import { useSteadyScroll } from './useSteadyScroll';
import type { ICards } from './useCards';

/** Most cards are about this high, in px; each is measured once it is there. */
const ESTIMATE = 118;
const GAP = 8;
const OVERSCAN = 5;
/** The next page is fetched when fewer cards than this are left below. */
const AHEAD = 100;

/** A feed of any length: only the cards in view, and the one that has the focus, are in the page. */
export function CardList({
  cards,
  items,
  label
}: {
  cards: ICards;
  items: readonly SharedModel[];
  label: string;
}): React.JSX.Element {
  const { trans } = useHost();
  const { list, setWindow } = cards;
  const scroller = React.useRef<HTMLDivElement>(null);
  // the card that Tab leads to, and that the arrow keys start from
  const [active, setActive] = React.useState<string | null>(null);
  const wanted = React.useRef<string | null>(null);
  const activeIndex = React.useMemo(
    () => items.findIndex(({ id }) => id === active),
    [items, active]
  );
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    // with another function it would go through the whole list again
    getItemKey: React.useCallback((index: number) => items[index].id, [items]),
    estimateSize: () => ESTIMATE,
    measureElement: heightOf,
    overscan: OVERSCAN,
    gap: GAP,
    rangeExtractor: React.useCallback(
      (range: Range) => withIndex(defaultRangeExtractor(range), activeIndex),
      [activeIndex]
    )
  });
  const rows = virtualizer.getVirtualItems();
  useSteadyScroll(virtualizer, scroller, items);

  const { startIndex: first, endIndex: last } = virtualizer.range ?? {
    startIndex: 0,
    endIndex: 0
  };
  React.useEffect(() => {
    setWindow(first, last);
    if (last >= items.length - AHEAD) {
      list.more();
    }
    if (virtualizer.scrollOffset === 0) {
      list.markTop();
    }
  });

  React.useEffect(() => {
    const card = wanted.current && cardOf(scroller.current, wanted.current);
    if (card) {
      wanted.current = null;
      card.focus({ preventScroll: true });
    }
  });

  const goTo = (index: number) => {
    const next = Math.min(items.length - 1, Math.max(0, index));
    wanted.current = items[next].id;
    setActive(items[next].id);
    virtualizer.scrollToIndex(next);
  };
  const place = React.useRef(0);
  React.useLayoutEffect(() => {
    if (activeIndex >= 0) {
      place.current = activeIndex;
    } else if (active !== null && document.activeElement === document.body) {
      // the card went away with the focus: the next one takes it
      goTo(place.current);
    }
  });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = Math.max(1, last - first);
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: items.length - 1
    };
    const next = moves[event.key];
    if (next !== undefined && !event.altKey && !event.metaKey) {
      event.preventDefault();
      goTo(next);
    }
  };

  return (
    <div className="jp-CanvasShare-feedArea">
      <p role="status" className="jp-CanvasShare-arrived">
        {list.arrived > 0 && (
          <button
            type="button"
            className="jp-CanvasShare-button jp-mod-accept"
            onClick={() => goTo(0)}
          >
            {trans._n('%1 new – show', '%1 new – show', list.arrived)}
          </button>
        )}
      </p>
      <div ref={scroller} className="jp-CanvasShare-feedScroll">
        <div
          role="feed"
          aria-label={label}
          aria-busy={!list.complete && last >= items.length - 1}
          className="jp-CanvasShare-feed"
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={onKeyDown}
          onFocus={event => {
            const row = (event.target as HTMLElement).closest('article');
            setActive(row?.dataset.id ?? null);
          }}
        >
          {rows.map((row, number) => (
            <Card
              key={row.key}
              ref={virtualizer.measureElement}
              model={items[row.index]}
              index={row.index}
              count={list.complete ? items.length : -1}
              tabStop={
                activeIndex < 0 ? number === 0 : row.index === activeIndex
              }
              top={row.start}
            />
          ))}
        </div>
        {!list.complete && <Loading />}
      </div>
    </div>
  );
}

/** A card in a tab that is put aside measures nothing; it keeps the height that it had. */
function heightOf(
  card: Element,
  entry: ResizeObserverEntry | undefined,
  virtualizer: Virtualizer<HTMLDivElement, Element>
): number {
  const { options, itemSizeCache } = virtualizer;
  const key = options.getItemKey(virtualizer.indexFromElement(card));
  return (
    measureElement(card, entry, virtualizer) ||
    (itemSizeCache.get(key) ?? ESTIMATE)
  );
}

function withIndex(indexes: number[], index: number): number[] {
  return index < 0 || indexes.includes(index)
    ? indexes
    : [...indexes, index].sort((one, other) => one - other);
}

function cardOf(
  scroller: HTMLElement | null,
  id: string
): HTMLElement | undefined {
  return Array.from(
    scroller?.querySelectorAll<HTMLElement>('article') ?? []
  ).find(({ dataset }) => dataset.id === id);
}
