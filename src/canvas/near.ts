import * as React from 'react';

/** Far enough that one page is there before a fast scroll reaches it. */
const MARGIN = '1000px 0px';

export interface ISight {
  /** Whether it is in view or close to it. */
  near: boolean;
  /** The height it had when it was last near, in pixels; null before that. */
  height: number | null;
}

/**
 * Whether an element is in view or close to it. One that has the focus stays near: removing what
 * is in it would take the focus away.
 */
export function useNear<E extends HTMLElement>(
  initially: ISight,
  onSight: (sight: ISight) => void
): ISight & { ref: React.RefObject<E> } {
  const ref = React.useRef<E>(null);
  const [sight, setSight] = React.useState(initially);
  const latest = React.useRef({ sight, onSight });
  React.useEffect(() => {
    latest.current = { sight, onSight };
  });

  React.useEffect(() => {
    const element = ref.current!;
    const observer = new IntersectionObserver(
      entries => {
        const near = entries[entries.length - 1].isIntersecting;
        if (!near && element.contains(document.activeElement)) {
          return;
        }
        const before = latest.current.sight;
        const seen =
          near === before.near
            ? before
            : { near, height: near ? before.height : element.offsetHeight };
        latest.current.onSight(seen);
        setSight(seen);
      },
      { rootMargin: MARGIN }
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return { ref, ...sight };
}
