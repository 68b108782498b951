import * as React from 'react';

import type { ICanvasShare, ISharedModelChange } from '../../tokens';

/** Call `onChange` when something shared changed; about one share only, if its id is given. */
export function useChanges(
  canvasShare: ICanvasShare,
  onChange: () => void,
  id?: string
): void {
  React.useEffect(() => {
    const slot = (_: ICanvasShare, { sharedModel }: ISharedModelChange) => {
      if (id === undefined || sharedModel === id) {
        onChange();
      }
    };
    canvasShare.changed.connect(slot);
    return () => {
      canvasShare.changed.disconnect(slot);
    };
  }, [canvasShare, onChange, id]);
}
