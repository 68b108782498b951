import * as React from 'react';

import type { Prediction } from '../api/types';
import { formatNumber, percent } from '../components/format';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { Bar } from './Bar';

/** More classes than this are noise beside the likely ones. */
const SHOWN = 10;

interface IPredictionResultProps {
  target: string;
  current: Prediction | null;
  previous: Prediction | null;
}

/** The new prediction beside the previous one, and how likely each category is. */
export function PredictionResult({
  target,
  current,
  previous
}: IPredictionResultProps): React.JSX.Element {
  const { trans } = useHost();
  if (current === null) {
    return <Loading label={trans.__('Waiting for the first prediction…')} />;
  }
  const before = new Map(
    previous?.probabilities.map(item => [item.name, item.probability])
  );
  const likely = [...current.probabilities]
    .sort((one, other) => other.probability - one.probability)
    .slice(0, SHOWN);
  return (
    <div aria-live="polite">
      <div className="jp-CanvasShare-answers">
        <div className="jp-CanvasShare-answer" data-new="true">
          <h2>{trans.__('New prediction')}</h2>
          <p className="jp-CanvasShare-answer-value">{show(current)}</p>
          <p className="jp-CanvasShare-quiet">{target}</p>
        </div>
        <div className="jp-CanvasShare-answer">
          <h2>{trans.__('Previous prediction')}</h2>
          <p className="jp-CanvasShare-answer-value">
            {previous === null ? trans.__('None yet') : show(previous)}
          </p>
          <p className="jp-CanvasShare-quiet">{target}</p>
        </div>
      </div>
      <Difference current={current} previous={previous} />
      {likely.length > 0 && (
        <>
          <h3>{trans.__('Probabilities')}</h3>
          <ul className="jp-CanvasShare-bars">
            {likely.map(({ name, probability }) => {
              const old = before.get(name);
              return (
                <li key={name}>
                  <Bar
                    label={name}
                    fraction={probability}
                    text={percent(probability)}
                    detail={
                      old === undefined
                        ? undefined
                        : trans.__('was %1', percent(old))
                    }
                    strong={name === current.value}
                  />
                </li>
              );
            })}
          </ul>
        </>
      )}
      {current.notices.length > 0 && (
        <>
          <h3>{trans.__('Please note')}</h3>
          <ul className="jp-CanvasShare-list">
            {current.notices.map((notice, index) => (
              <li key={index}>{notice}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function show({ value }: Prediction): string {
  return typeof value === 'number'
    ? formatNumber(value, Math.abs(value) < 100 ? 4 : 2)
    : value;
}

/** What the last Update changed, for numbers. */
function Difference({
  current,
  previous
}: Pick<IPredictionResultProps, 'previous'> & {
  current: Prediction;
}): React.JSX.Element | null {
  const { trans } = useHost();
  if (
    typeof current.value !== 'number' ||
    typeof previous?.value !== 'number'
  ) {
    return null;
  }
  const change = current.value - previous.value;
  return (
    <p>
      {change === 0
        ? trans.__('The prediction did not change.')
        : trans.__(
            'Change: %1',
            new Intl.NumberFormat(undefined, {
              signDisplay: 'always',
              maximumSignificantDigits: 4
            }).format(change)
          )}
    </p>
  );
}
