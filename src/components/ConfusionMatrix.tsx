import * as React from 'react';

import type { ConfusionMatrix as Matrix } from '../api/types';
import { formatNumber, percent } from './format';
import { useHost } from './host';
import { Scroll } from './Scroll';

/** More classes than this no one can read in a table. */
const CLASS_LIMIT = 15;

/** Rows are what was true, columns what was predicted; shade and percentage are of the row. */
export function ConfusionMatrix({
  matrix
}: {
  matrix: Matrix;
}): React.JSX.Element {
  const { trans } = useHost();
  const title = React.useId();
  const labels = matrix.labels.slice(0, CLASS_LIMIT);
  return (
    <section>
      <h3 id={title}>{trans.__('Confusion matrix')}</h3>
      <Scroll label={trans.__('Confusion matrix')}>
        <table
          className="jp-CanvasShare-table jp-CanvasShare-confusion"
          aria-labelledby={title}
        >
          <thead>
            <tr>
              <th scope="col">{trans.__('Actual \\ Predicted')}</th>
              {labels.map(label => (
                <th key={label} scope="col" className="jp-mod-number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, actual) => {
              const counts = matrix.counts[actual];
              const total = counts.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {labels.map((predicted, index) => {
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
        {matrix.labels.length > CLASS_LIMIT &&
          trans.__(
            'The first %1 of %2 classes are shown.',
            CLASS_LIMIT,
            matrix.labels.length
          )}
      </p>
    </section>
  );
}
