import * as React from 'react';

import { formatExactTime } from './Time';

const FORMAT = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const MINUTE = 60_000;

/** From the largest: the unit, and how many milliseconds it has. */
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['week', 7 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE]
];

/** How long ago something was, in the reader's language; the exact time on hover. */
export function Ago({ value }: { value: string }): React.JSX.Element {
  const [now, setNow] = React.useState(Date.now);
  React.useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  const at = Date.parse(value);
  return (
    <time dateTime={value} title={formatExactTime(value)}>
      {agoInWords(at - Math.max(now, at))}
    </time>
  );
}

/** `elapsed` in milliseconds, negative for the past. */
function agoInWords(elapsed: number): string {
  for (const [unit, length] of UNITS) {
    if (Math.abs(elapsed) >= length) {
      return FORMAT.format(Math.trunc(elapsed / length), unit);
    }
  }
  return FORMAT.format(0, 'second');
}
