import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { isExpired } from '../../components/expiry';
import { useHost, type ITrans } from '../../components/host';
import { stateLabel } from '../../components/labels';
import { formatTime } from '../../components/Time';

interface IStandingProps {
  model: SharedModel;
}

/** Whom it has not reached yet. The server goes on trying by itself. */
export function Undelivered({
  model
}: IStandingProps): React.JSX.Element | null {
  const { trans } = useHost();
  return model.undelivered.length === 0 ? null : (
    <p className="jp-CanvasShare-status" data-status="InProgress">
      {trans.__('Not yet delivered to %1', model.undelivered.join(', '))}
    </p>
  );
}

/** Until when it is shared, where that was limited and has not passed. */
export function Expiry({ model }: IStandingProps): React.JSX.Element | null {
  const { trans } = useHost();
  return model.expires_at === null || model.revoked_at !== null ? null : (
    <p className="jp-CanvasShare-quiet">
      {trans.__('Until %1', formatTime(model.expires_at))}
    </p>
  );
}

/** The state where it is not plain `ready`, with its reason. */
export function State({ model }: IStandingProps): React.JSX.Element | null {
  const { trans } = useHost();
  if (model.state === 'ready') {
    return null;
  }
  if (model.revoked_at !== null) {
    return (
      <p className="jp-CanvasShare-ended">
        {endedText(trans, model, model.revoked_at)}
      </p>
    );
  }
  const label = stateLabel(trans, model.state);
  return (
    <p className="jp-CanvasShare-status" data-status={model.state}>
      {model.failure_reason
        ? trans.__('%1: %2', label, model.failure_reason)
        : label}
    </p>
  );
}

/** That it is over, since when and by whom. */
function endedText(trans: ITrans, model: SharedModel, at: string): string {
  const when = formatTime(at);
  if (model.direction === 'with-me') {
    return trans.__('No longer shared by %1 since %2', model.owner, when);
  }
  return isExpired(model)
    ? trans.__('Expired on %1', when)
    : trans.__('You revoked it on %1', when);
}
