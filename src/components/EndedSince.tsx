import * as React from 'react';

import type { SharedModel } from '../api/types';
import { isExpired } from './expiry';
import { useHost, type ITrans } from './host';
import { formatExactTime, formatTime } from './Time';

/** That a share is over, since when and by whom; the exact time on hover. */
export function EndedSince({
  model
}: {
  model: SharedModel;
}): React.JSX.Element {
  const { trans } = useHost();
  const { owner, revoked_at } = model;
  if (revoked_at === null) {
    return <>{trans.__('No longer shared by %1', owner)}</>;
  }
  return (
    <time dateTime={revoked_at} title={formatExactTime(revoked_at)}>
      {endedText(trans, model, formatTime(revoked_at))}
    </time>
  );
}

function endedText(trans: ITrans, model: SharedModel, when: string): string {
  if (isExpired(model)) {
    return trans.__('Expired on %1', when);
  }
  return model.direction === 'by-me'
    ? trans.__('You revoked it on %1', when)
    : trans.__('No longer shared by %1 since %2', model.owner, when);
}
