import * as React from 'react';

export interface IRead<T> {
  /** The last answer; kept while it is read again, and when that fails. */
  data: T | null;
  /** Why the last read failed, else null. */
  error: unknown;
  reload: () => void;
}

/**
 * Read from the server, again when `key` changes and on `reload`. Answers that were overtaken are
 * dropped. Reloads during a read become one more read after it, however many they are.
 */
export function useRead<T>(read: () => Promise<T>, key: string): IRead<T> {
  const [data, setData] = React.useState<T | null>(null);
  const [error, setError] = React.useState<unknown>(null);
  const latest = React.useRef(read);
  const run = React.useRef({ current: 0, busy: false, again: false });
  React.useEffect(() => {
    latest.current = read;
  });

  const start = React.useCallback(async () => {
    const state = run.current;
    const mine = ++state.current;
    state.busy = true;
    state.again = false;
    try {
      const answer = await latest.current();
      if (mine === state.current) {
        setData(answer);
        setError(null);
      }
    } catch (reason) {
      if (mine === state.current) {
        setError(reason);
      }
    }
    if (mine === state.current) {
      state.busy = false;
      if (state.again) {
        void start();
      }
    }
  }, []);

  const reload = React.useCallback(() => {
    if (run.current.busy) {
      run.current.again = true;
    } else {
      void start();
    }
  }, [start]);

  React.useEffect(() => {
    void start();
    const state = run.current;
    return () => {
      // whatever is on its way now has been overtaken
      state.current += 1;
      state.busy = false;
    };
  }, [key, start]);

  return { data, error, reload };
}
