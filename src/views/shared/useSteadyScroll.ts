import type { Virtualizer } from '@tanstack/react-virtual';
import * as React from 'react';

/**
 * Keep what is in view where it is while items come and go above it. At the very top nothing is
 * held: what is new appears there.
 */
export function useSteadyScroll(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  scroller: React.RefObject<HTMLDivElement>,
  items: readonly { readonly id: string }[]
): void {
  const anchor = React.useRef<{ id: string; offset: number } | null>(null);
  const shown = React.useRef(items);

  React.useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    const { current: held } = anchor;
    if (shown.current !== items && held !== null) {
      shown.current = items;
      const index = items.findIndex(({ id }) => id === held.id);
      const top = virtualizer.measurementsCache[index]?.start;
      if (top !== undefined && top + held.offset !== element.scrollTop) {
        element.scrollTop = top + held.offset;
      }
    }
    shown.current = items;
    const row = virtualizer.getVirtualItemForOffset(element.scrollTop);
    const id = row && items[row.index]?.id;
    anchor.current =
      id && element.scrollTop > 0
        ? { id, offset: element.scrollTop - row.start }
        : null;
  });
}
