import * as React from 'react';

import type { CanvasShareClient } from '../api/client';
import type { Connection, LiveListener, LiveUpdates } from './live';
import type { ModelsList } from './models';

export interface ICanvas {
  readonly client: CanvasShareClient;
  readonly live: LiveUpdates;
  /** The list that the person left for a model, to come back to. */
  readonly kept: { current: ModelsList | null };
}

const CanvasContext = React.createContext<ICanvas | null>(null);

export const CanvasProvider = CanvasContext.Provider;

/** The page's connection to its server. */
export function useCanvas(): ICanvas {
  const canvas = React.useContext(CanvasContext);
  if (canvas === null) {
    throw new Error('A view was rendered outside of a CanvasProvider');
  }
  return canvas;
}

/** Run `listener`, always the latest one, when something changed on the server. */
export function useLive(listener: LiveListener): void {
  const { live } = useCanvas();
  const latest = React.useRef(listener);
  React.useEffect(() => {
    latest.current = listener;
  });
  React.useEffect(
    () => live.subscribe(sharedModel => latest.current(sharedModel)),
    [live]
  );
}

/** Whether the server can be reached. */
export function useConnection(): Connection {
  const { live } = useCanvas();
  return React.useSyncExternalStore(live.onConnection, () => live.connection);
}
