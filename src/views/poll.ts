import { Poll } from '@lumino/polling';
import * as React from 'react';

import { mayPass } from '../api/errors';
import { useVisible } from './studio';

/** Milliseconds after which a read is tried again that failed and may succeed; later ones wait longer. */
const RETRY = 1_000;
const LAST_RETRY = 30_000;

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
  const readAgain = React.useRef<() => void>(() => undefined);
  const [state, setState] = React.useState<{ data: T | null; error: unknown }>({
    data: null,
    error: null
  });

  React.useEffect(() => {
    setState({ data: null, error: null });
    let reading = false;
    // a change that comes while a read is under way may be newer than its answer
    let stale = false;
    const made: Poll = new Poll({
      name: 'jupyterlab-canvas-share:view',
      frequency: { interval: Poll.NEVER, backoff: true, max: LAST_RETRY },
      standby: () => (inFront.current ? 'when-hidden' : true),
      factory: async () => {
        reading = true;
        stale = false;
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
            if (mayPass(error)) {
              made.frequency = { ...made.frequency, interval: RETRY };
            }
          }
          throw error;
        } finally {
          reading = false;
          if (stale && !made.isDisposed) {
            // once the poll has noted that this read has ended
            setTimeout(() => void made.refresh());
          }
        }
      }
    });
    readAgain.current = () => {
      if (reading) {
        // never two at a time: the answers could come in the wrong order
        stale = true;
      } else {
        void made.refresh();
      }
    };
    return () => made.dispose();
  }, [read]);

  const refresh = React.useCallback(() => readAgain.current(), []);
  const first = React.useRef(true);
  React.useEffect(() => {
    if (visible && !first.current) {
      refresh();
    }
    first.current = false;
  }, [visible, refresh]);

  return { ...state, refresh };
}

/**
 * Call `retry` some time after a failure that may pass, for as long as it fails.
 *
 * @param error - of the newest read; null when it succeeded.
 * @param retry - must keep its identity between renders.
 */
export function useRetry(error: unknown, retry: () => void): void {
  const wait = React.useRef(RETRY);
  React.useEffect(() => {
    if (!mayPass(error)) {
      wait.current = RETRY;
      return;
    }
    const timer = window.setTimeout(retry, wait.current);
    wait.current = Math.min(2 * wait.current, LAST_RETRY);
    return () => window.clearTimeout(timer);
  }, [error, retry]);
}

/** Read once, when the view is first seen. */
export function useRead<T>(read: () => Promise<T>): IReading<T> {
  return usePoll(read, () => null);
}
