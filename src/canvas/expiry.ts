import * as React from 'react';

import type { SharedModel } from '../api/types';
import { untilExpiry } from '../components/expiry';

/** Read a model again when it expires. */
export function useExpiry(
  model: SharedModel | undefined,
  reload: () => void
): void {
  React.useEffect(() => {
    const pause = model ? untilExpiry(model) : null;
    if (pause === null) {
      return;
    }
    const timer = window.setTimeout(reload, pause);
    return () => window.clearTimeout(timer);
  }, [model, reload]);
}
