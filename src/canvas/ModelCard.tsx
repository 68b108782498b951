import * as React from 'react';

import type { SharedModel } from '../api/types';
import { Ago } from '../components/Ago';
import { lastEventText } from '../components/events';
import { Fact } from '../components/Fact';
import { formatMetric } from '../components/format';
import { useHost } from '../components/host';
import { metricLabel, stateLabel } from '../components/labels';
import { Time } from '../components/Time';
import { Ended } from './Ended';
import { useExpiry } from './expiry';
import { ImportState } from './ImportState';
import { formatRoute, modelRoute } from './route';
import { problemTypeInWords, sharedByInWords } from './words';

interface IModelCardProps {
  model: SharedModel;
  /** Where it stands in the whole list, from 1. */
  place: number;
  /** How long the list is, -1 while that is not known. */
  total: number;
  /** Called when the model should be read again. */
  onChange: () => void;
  onRemoved: (model: SharedModel) => void;
}

/** One shared model on the **Models** page. */
export const ModelCard = React.memo(function ModelCard({
  model,
  place,
  total,
  onChange,
  onRemoved
}: IModelCardProps): React.JSX.Element {
  const { trans } = useHost();
  const title = React.useId();
  const ended = model.state === 'revoked';
  useExpiry(model, onChange);
  return (
    <div
      className="jp-CanvasShare-card"
      role="listitem"
      aria-labelledby={title}
      aria-posinset={place}
      aria-setsize={total}
      data-ended={ended}
    >
      <div className="jp-CanvasShare-card-head">
        <h2 id={title}>
          <a
            className="jp-CanvasShare-card-link"
            href={formatRoute(modelRoute(model.id))}
          >
            {model.title}
          </a>
        </h2>
        {model.unseen && (
          <span className="jp-CanvasShare-badge jp-mod-new">
            {trans.__('New')}
          </span>
        )}
        {!ended && (
          <span className={`jp-CanvasShare-badge jp-mod-${model.state}`}>
            {stateLabel(trans, model.state)}
          </span>
        )}
      </div>
      <p className="jp-CanvasShare-card-source">
        {sharedByInWords(model, trans)}
      </p>
      {ended ? (
        <Ended model={model} onRemoved={onRemoved} />
      ) : (
        <>
          <dl className="jp-CanvasShare-facts">
            <Fact label={trans.__('Type')}>
              {problemTypeInWords(model.problem_type, trans)}
            </Fact>
            <Fact label={trans.__('Target')}>{model.target}</Fact>
            <Fact
              label={metricLabel(trans, model.objective, model.positive_class)}
            >
              {formatMetric(model.objective_value, 3)}
            </Fact>
            <Fact label={trans.__('Versions')}>{model.versions}</Fact>
            {model.expires_at && (
              <Fact label={trans.__('Expires')}>
                <Time value={model.expires_at} />
              </Fact>
            )}
          </dl>
          {model.note && (
            <p className="jp-CanvasShare-note jp-CanvasShare-card-note">
              {model.note}
            </p>
          )}
          <ImportState model={model} onChange={onChange} />
          <p className="jp-CanvasShare-card-when">
            {lastEventText(trans, model)} · <Ago value={model.last_event.at} />
          </p>
        </>
      )}
    </div>
  );
});
