import * as React from 'react';

const FORMAT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'long',
  timeStyle: 'short'
});

/** An absolute time in the reader's zone; the exact one on hover. */
export function Time({ value }: { value: string }): React.JSX.Element {
  const date = new Date(value);
  return (
    <time className="jp-CanvasShare-time" dateTime={value} title={value}>
      {Number.isNaN(date.getTime()) ? value : FORMAT.format(date)}
    </time>
  );
}
