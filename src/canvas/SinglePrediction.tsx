import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
import { ColumnField } from '../components/ColumnField';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import type { ISinglePrediction } from './prediction';
import { PredictionResult } from './PredictionResult';

interface ISinglePredictionProps {
  details: SharedModelDetails;
  single: ISinglePrediction;
  /** Whether the model can no longer be used: what was typed and predicted can still be read. */
  ended?: boolean;
}

/** **Single prediction**: a form typed from the model's columns, and its answer beside it. */
export function SinglePrediction({
  details,
  single,
  ended = false
}: ISinglePredictionProps): React.JSX.Element {
  const { trans } = useHost();
  const { current, error, running, update } = single;
  const first = current === null && error === null && !running && !ended;

  // the defaults get an answer at once, so that the first Update has something to compare with
  const firstUpdate = React.useRef(update);
  React.useEffect(() => {
    if (first) {
      firstUpdate.current();
    }
    // only when this opens
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  // on a narrow page the answer lies below the form
  const result = React.useRef<HTMLElement>(null);
  const compared = single.previous !== null;
  React.useEffect(() => {
    if (compared) {
      result.current!.scrollIntoView({ block: 'nearest' });
    }
  }, [current, compared]);

  return (
    <div className="jp-CanvasShare-single">
      <form
        className="jp-CanvasShare-panel"
        aria-label={trans.__('Values to predict from')}
        onSubmit={event => {
          event.preventDefault();
          update();
        }}
      >
        <fieldset className="jp-CanvasShare-fields" disabled={ended}>
          {details.columns.map(column => (
            <ColumnField
              key={column.name}
              column={column}
              text={single.form[column.name]}
              onChange={text => single.set(column.name, text)}
            />
          ))}
        </fieldset>
        {!ended && (
          <div className="jp-CanvasShare-actions jp-CanvasShare-submit">
            <button
              type="submit"
              className="jp-CanvasShare-button jp-mod-accept"
              disabled={running}
            >
              {running ? trans.__('Predicting…') : trans.__('Update')}
            </button>
            <button
              type="button"
              className="jp-CanvasShare-button"
              onClick={single.reset}
            >
              {trans.__('Reset')}
            </button>
          </div>
        )}
      </form>
      <section
        ref={result}
        className="jp-CanvasShare-panel jp-CanvasShare-result"
        aria-label={trans.__('Prediction')}
      >
        {!ended && <ErrorBanner error={error} onRetry={update} />}
        {ended && current === null ? (
          <p>{trans.__('Nothing was predicted.')}</p>
        ) : (
          <PredictionResult
            target={details.shared_model.target}
            current={current}
            previous={single.previous}
          />
        )}
      </section>
    </div>
  );
}
