import type { SharedModel } from '../api/types';

/** What setTimeout can count to, in ms. */
const LONGEST = 2 ** 31 - 1;
/** The server goes by the store's clock, which may be behind this one; in ms. */
const SHORTEST = 1_000;

/** After how many ms a share that ends by its time is to be read again: no event tells of it. */
export function untilExpiry({
  expires_at,
  revoked_at
}: SharedModel): number | null {
  if (expires_at === null || revoked_at !== null) {
    return null;
  }
  const left = Date.parse(expires_at) - Date.now();
  return Math.min(LONGEST, Math.max(SHORTEST, left));
}

/** Whether a share ended because its time was up, and not because its owner took it back. */
export function isExpired({ expires_at, revoked_at }: SharedModel): boolean {
  return (
    expires_at !== null &&
    revoked_at !== null &&
    Date.parse(expires_at) <= Date.parse(revoked_at)
  );
}
