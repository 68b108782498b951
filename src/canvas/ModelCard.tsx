import * as React from 'react';

import type { SharedModel } from '../api/types';
import { Fact } from '../components/Fact';
import { formatMetric } from '../components/format';
import { useHost } from '../components/host';
import { metricLabel, stateLabel } from '../components/labels';
import { Time } from '../components/Time';
import { ImportState } from './ImportState';
import { formatRoute, modelRoute } from './route';
import { problemTypeInWords, sharedByInWords } from './words';

interface IModelCardProps {
  model: SharedModel;
  /** Called when the model should be read again. */
  onChange: () => void;
}

/** One shared model on the **Models** page. */
export function ModelCard({
  model,
  onChange
}: IModelCardProps): React.JSX.Element {
  const { trans } = useHost();
  const title = React.useId();
  return (
    <li className="jp-CanvasShare-card" aria-labelledby={title}>
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
        <span className={`jp-CanvasShare-badge jp-mod-${model.state}`}>
          {stateLabel(trans, model.state)}
        </span>
      </div>
      <p className="jp-CanvasShare-card-source">
        {sharedByInWords(model, trans)}
      </p>
      <dl className="jp-CanvasShare-facts">
        <Fact label={trans.__('Type')}>
          {problemTypeInWords(model.problem_type, trans)}
        </Fact>
        <Fact label={trans.__('Target')}>{model.target}</Fact>
        <Fact label={metricLabel(trans, model.objective, model.positive_class)}>
          {formatMetric(model.objective_value, 3)}
        </Fact>
      </dl>
      {model.note && (
        <p className="jp-CanvasShare-note jp-CanvasShare-card-note">
          {model.note}
        </p>
      )}
      <ImportState model={model} onChange={onChange} />
      <p className="jp-CanvasShare-card-when">
        <Time value={model.shared_at} />
      </p>
    </li>
  );
}
