import * as React from 'react';

import type { ConfusionMatrix as Matrix } from '../api/types';
import { mostFrequent } from './ClassScores';
import { formatNumber, percent } from './format';
import { useHost } from './host';
import { Scroll } from './Scroll';

/** With more classes it needs the place of two charts. */
const BESIDE = 4;

/** Rows are what was true, columns what was predicted; shade and percentage are of the row. */
export function ConfusionMatrix({
  matrix,
  sentence
}: {
  matrix: Matrix;
  /** The same in words. */
  sentence?: string;
}): React.JSX.Element {
  const { trans } = useHost();
  const title = React.useId();
  const classes = matrix.labels.map((label, at) => ({ label, at }));
  const shown = mostFrequent(classes, ({ at }) => sum(matrix.counts[at]));
  return (
    <section data-wide={shown.length > BESIDE}>
      <h3 id={title}>{trans.__('Confusion matrix')}</h3>
      {sentence && <p>{sentence}</p>}
      <Scroll label={trans.__('Confusion matrix')}>
        <table
          className="jp-CanvasShare-table jp-CanvasShare-confusion"
          aria-labelledby={title}
        >
          <thead>
            <tr>
              <th scope="col">{trans.__('Actual \\ Predicted')}</th>
              {shown.map(({ label }) => (
                <th key={label} scope="col" className="jp-mod-number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ label, at: actual }) => {
              const counts = matrix.counts[actual];
              const total = sum(counts);
              return (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {shown.map(({ label: predicted, at: index }) => {
                    const share = total === 0 ? 0 : counts[index] / total;
                    return (
                      <td
                        key={predicted}
                        className="jp-mod-number"
                        data-correct={index === actual}
                        style={
                          {
                            '--jp-CanvasShare-share': share
                          } as React.CSSProperties
                        }
                      >
                        {formatNumber(counts[index], 0)}{' '}
                        <span className="jp-CanvasShare-quiet">
                          {percent(share)}
                        </span>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <p className="jp-CanvasShare-quiet">
        {trans.__(
          'Rows are the actual classes, columns the predicted ones. Percentages are of the row.'
        )}{' '}
        {shown.length < classes.length &&
          trans.__(
            'The %1 most frequent of %2 classes are shown.',
            shown.length,
            classes.length
          )}
      </p>
    </section>
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
