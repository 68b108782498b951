import * as React from 'react';

import { useCanvas } from './context';
import { formatRoute, modelRoute } from './route';

/**
 * Who uses a keyboard or a screen reader goes on from a new page's start, and in a list they come
 * back to from the model they come from.
 */
export function useFocus(
  place: string,
  main: React.RefObject<HTMLElement>
): void {
  const { kept } = useCanvas();
  const before = React.useRef(place);
  React.useLayoutEffect(() => {
    const { current: last } = before;
    if (last === place) {
      return;
    }
    before.current = place;
    const page = main.current!;
    if (kept.current !== null && place === '') {
      (cardOf(page, last) ?? page).focus({ preventScroll: true });
    } else {
      page.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }, [place, kept, main]);
}

/** The link of the card after a model's, of the one before it where it is the last. */
export function cardBeside(page: HTMLElement, id: string): HTMLElement | null {
  const card = cardOf(page, id);
  const cards = [
    ...page.querySelectorAll<HTMLElement>('.jp-CanvasShare-card-link')
  ];
  const index = cards.findIndex(each => each === card);
  return cards[index + 1] ?? cards[index - 1] ?? null;
}

function cardOf(page: HTMLElement, id: string): HTMLElement | null {
  return page.querySelector(`a[href="${formatRoute(modelRoute(id))}"]`);
}
