import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { EndedSince } from '../../components/EndedSince';
import { useHost } from '../../components/host';
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
        <EndedSince model={model} />
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
