import * as React from 'react';

const FORMAT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'long',
  timeStyle: 'short'
});

/** An absolute time in the reader's zone and language. */
export function formatTime(value: string): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : FORMAT.format(date);
}

/** The same as an element; the exact one on hover. */
export function Time({ value }: { value: string }): React.JSX.Element {
  return (
    <time className="jp-CanvasShare-time" dateTime={value} title={value}>
      {formatTime(value)}
    </time>
  );
}
