import * as React from 'react';

interface IScrollProps {
  /** What is in it, for screen readers. */
  label: string;
  children: React.ReactNode;
}

/** A table that may not fit its place. One that does not is a tab stop: arrow keys scroll it. */
export function Scroll({ label, children }: IScrollProps): React.JSX.Element {
  const place = React.useRef<HTMLDivElement>(null);
  const [cut, setCut] = React.useState(false);

  React.useEffect(() => {
    const element = place.current!;
    const observer = new ResizeObserver(() =>
      setCut(
        element.scrollWidth > element.clientWidth ||
          element.scrollHeight > element.clientHeight
      )
    );
    observer.observe(element);
    // the table grows with its rows, the place around it does not
    observer.observe(element.firstElementChild!);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      ref={place}
      className="jp-CanvasShare-scroll"
      role={cut ? 'group' : undefined}
      aria-label={cut ? label : undefined}
      tabIndex={cut ? 0 : undefined}
    >
      {children}
    </div>
  );
}
