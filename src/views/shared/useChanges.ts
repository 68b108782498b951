import * as React from 'react';

import type { ICanvasShare, ISharedModelChange } from '../../tokens';

/**
 * Call `onChange` when something shared changed, or may have; of single changes only those of one
 * share, if its id is given.
 */
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
    const stale = () => onChange();
    canvasShare.changed.connect(slot);
    canvasShare.stale.connect(stale);
    return () => {
      canvasShare.changed.disconnect(slot);
      canvasShare.stale.disconnect(stale);
    };
  }, [canvasShare, onChange, id]);
}
