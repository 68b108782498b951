import { Poll } from '@lumino/polling';
import * as React from 'react';

import { useVisible } from './studio';

export interface IReading<T> {
  /** The newest answer; it stays when a later read fails. */
  readonly data: T | null;
  readonly error: unknown;
  /** Read again now. */
  readonly refresh: () => void;
}

/**
 * Read from the server when the view is first seen, and again while it stays in front.
 *
 * @param read - must keep its identity between renders; a new one starts over.
 * @param every - milliseconds until the next read, or null when the answer is final.
 */
export function usePoll<T>(
  read: () => Promise<T>,
  every: (data: T) => number | null
): IReading<T> {
  const visible = useVisible();
  const inFront = React.useRef(visible);
  inFront.current = visible;
  const interval = React.useRef(every);
  interval.current = every;
  const poll = React.useRef<Poll | null>(null);
  // a change that comes while a read is under way may be newer than its answer
  const reading = React.useRef(false);
  const stale = React.useRef(false);
  const [state, setState] = React.useState<{ data: T | null; error: unknown }>({
    data: null,
    error: null
  });

  React.useEffect(() => {
    setState({ data: null, error: null });
    const made: Poll = new Poll({
      name: 'jupyterlab-canvas-share:view',
      frequency: { interval: Poll.NEVER, backoff: true, max: 30_000 },
      standby: () => (inFront.current ? 'when-hidden' : true),
      factory: async () => {
        reading.current = true;
        stale.current = false;
        try {
          const data = await read();
          if (!made.isDisposed) {
            setState({ data, error: null });
            made.frequency = {
              ...made.frequency,
              interval: interval.current(data) ?? Poll.NEVER
            };
          }
        } catch (error) {
          if (!made.isDisposed) {
            setState(({ data }) => ({ data, error }));
          }
          throw error;
        } finally {
          reading.current = false;
          if (stale.current && !made.isDisposed) {
            // once the poll has noted that this read has ended
            setTimeout(() => void made.refresh());
          }
        }
      }
    });
    poll.current = made;
    return () => made.dispose();
  }, [read]);

  const refresh = React.useCallback(() => {
    stale.current = reading.current;
    void poll.current?.refresh();
  }, []);
  const first = React.useRef(true);
  React.useEffect(() => {
    if (visible && !first.current) {
      refresh();
    }
    first.current = false;
  }, [visible, refresh]);

  return { ...state, refresh };
}

/** Read once, when the view is first seen. */
export function useRead<T>(read: () => Promise<T>): IReading<T> {
  return usePoll(read, () => null);
}
