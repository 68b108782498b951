import * as React from 'react';

/** Far enough that one page is there before a fast scroll reaches it. */
const MARGIN = '1000px 0px';

interface INear<E> {
  ref: React.RefObject<E>;
  near: boolean;
  /** The height it had when it was last near, in pixels; null before that. */
  height: number | null;
}

/**
 * Whether an element is in view or close to it. One that has the focus stays near: removing what
 * is in it would take the focus away.
 */
export function useNear<E extends HTMLElement>(
  initially: boolean,
  onNear: (near: boolean) => void
): INear<E> {
  const ref = React.useRef<E>(null);
  const [state, setState] = React.useState<Omit<INear<E>, 'ref'>>({
    near: initially,
    height: null
  });
  const latest = React.useRef(onNear);
  React.useEffect(() => {
    latest.current = onNear;
  });

  React.useEffect(() => {
    const element = ref.current!;
    const observer = new IntersectionObserver(
      entries => {
        const near = entries[entries.length - 1].isIntersecting;
        if (!near && element.contains(document.activeElement)) {
          return;
        }
        latest.current(near);
        setState(before =>
          near === before.near
            ? before
            : { near, height: near ? before.height : element.offsetHeight }
        );
      },
      { rootMargin: MARGIN }
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return { ref, ...state };
}
