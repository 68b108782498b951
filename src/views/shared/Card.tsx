import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { SharedModel } from '../../api/types';
import { formatMetric } from '../../components/format';
import { useHost } from '../../components/host';
import { metricLabel, stateLabel } from '../../components/labels';
import { Time } from '../../components/Time';
import { CommandIDs } from '../../tokens';
import { sourceLabel } from '../labels';
import { useStudio } from '../studio';

/** One shared model in a list. */
export function Card({ model }: { model: SharedModel }): React.JSX.Element {
  const { trans } = useHost();
  const { execute } = useStudio();
  const id = React.useId();
  return (
    <article className="jp-CanvasShare-card" aria-labelledby={id}>
      <h3 id={id}>
        {model.title}
        {model.unseen && (
          <>
            {' '}
            <span className="jp-CanvasShare-badge">{trans.__('New')}</span>
          </>
        )}
      </h3>
      <p className="jp-CanvasShare-sharedTo">
        {model.direction === 'by-me'
          ? model.shared_to
          : trans.__('Shared by: %1', model.owner)}
      </p>
      <Undelivered model={model} />
      <State model={model} />
      <p className="jp-CanvasShare-quiet">
        {trans.__(
          '%1 · predicts %2 · %3: %4',
          sourceLabel(trans, model.source),
          model.target,
          metricLabel(trans, model.objective, model.positive_class),
          formatMetric(model.objective_value)
        )}
      </p>
      {model.note && <p className="jp-CanvasShare-note">{model.note}</p>}
      <p className="jp-CanvasShare-quiet">
        {trans.__('Shared')} <Time value={model.shared_at} />
        {model.updated_at !== model.shared_at && (
          <>
            {', '}
            {trans.__('updated')} <Time value={model.updated_at} />
          </>
        )}
      </p>
      <Button
        className="jp-mod-styled"
        aria-describedby={id}
        onClick={() =>
          execute(CommandIDs.openSharedModel, {
            id: model.id,
            title: model.title
          })
        }
      >
        {trans.__('View model')}
      </Button>
    </article>
  );
}

/** Whom it has not reached yet. The server goes on trying by itself. */
export function Undelivered({
  model
}: {
  model: SharedModel;
}): React.JSX.Element | null {
  const { trans } = useHost();
  return model.undelivered.length === 0 ? null : (
    <p className="jp-CanvasShare-status" data-status="InProgress">
      {trans.__('Not yet delivered to %1', model.undelivered.join(', '))}
    </p>
  );
}

/** The state where it is not plain `ready`, with its reason. */
export function State({
  model
}: {
  model: SharedModel;
}): React.JSX.Element | null {
  const { trans } = useHost();
  if (model.state === 'ready') {
    return null;
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
