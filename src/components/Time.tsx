import * as React from 'react';

const FORMAT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'long',
  timeStyle: 'short'
});

const EXACT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'full',
  timeStyle: 'long'
});

const DAY = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'long',
  timeZone: 'UTC'
});

/** An absolute time in the reader's zone and language. */
export function formatTime(value: string): string {
  return format(FORMAT, value);
}

/** The same down to the second, with the zone it is given in. */
export function formatExactTime(value: string): string {
  return format(EXACT, value);
}

function format(style: Intl.DateTimeFormat, value: string): string {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : style.format(date);
}

/** A day of a date column, in seconds since 1970: those know no zone. */
export function formatDay(seconds: number): string {
  return DAY.format(seconds * 1000);
}

/** A moment as an element; down to the second and with the zone on hover. */
export function Time({ value }: { value: string }): React.JSX.Element {
  return (
    <time
      className="jp-CanvasShare-time"
      dateTime={value}
      title={formatExactTime(value)}
    >
      {formatTime(value)}
    </time>
  );
}
