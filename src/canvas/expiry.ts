import * as React from 'react';

import type { SharedModel } from '../api/types';

/** What setTimeout can count to; a page that stays open longer is read again for other reasons. */
const LONGEST_MS = 2 ** 31 - 1;
/** The server goes by the store's clock, which may be behind this one. */
const AGAIN_MS = 1_000;

/** Whether a share ended because its time was up, and not because its owner took it back. */
export function isExpired({ expires_at, revoked_at }: SharedModel): boolean {
  return (
    expires_at !== null &&
    revoked_at !== null &&
    Date.parse(expires_at) <= Date.parse(revoked_at)
  );
}

/** Read a model again when it expires: no event tells of it. */
export function useExpiry(
  model: SharedModel | undefined,
  reload: () => void
): void {
  React.useEffect(() => {
    if (!model?.expires_at || model.revoked_at !== null) {
      return;
    }
    const left = Date.parse(model.expires_at) - Date.now();
    if (left > LONGEST_MS) {
      return;
    }
    const timer = window.setTimeout(reload, Math.max(AGAIN_MS, left));
    return () => window.clearTimeout(timer);
  }, [model, reload]);
}
