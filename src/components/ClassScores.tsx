import * as React from 'react';

import { SHOWN_CLASSES } from '../api/rules';
import type { ClassScores as Scores } from '../api/types';
import { formatMetric, formatNumber } from './format';
import { useHost } from './host';
import { Scroll } from './Scroll';

/** Each class against all the others, a row each. */
export function ClassScores({
  classes
}: {
  classes: readonly Scores[];
}): React.JSX.Element {
  const { trans } = useHost();
  const title = React.useId();
  const shown = mostFrequent(classes, ({ rows }) => rows);
  const columns: [string, keyof Scores][] = [
    [trans.__('Precision'), 'precision'],
    [trans.__('Recall'), 'recall'],
    [trans.__('F1'), 'f1'],
    [trans.__('Accuracy'), 'accuracy'],
    [trans.__('AUC'), 'auc']
  ];
  return (
    <section>
      <h3 id={title}>{trans.__('Classes')}</h3>
      <Scroll label={trans.__('Classes')}>
        <table className="jp-CanvasShare-table" aria-labelledby={title}>
          <thead>
            <tr>
              <th scope="col">{trans.__('Class')}</th>
              <th scope="col" className="jp-mod-number">
                {trans.__('Rows')}
              </th>
              {columns.map(([name]) => (
                <th key={name} scope="col" className="jp-mod-number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(scores => (
              <tr key={scores.name}>
                <th scope="row">{scores.name}</th>
                <td className="jp-mod-number">
                  {formatNumber(scores.rows, 0)}
                </td>
                {columns.map(([name, key]) => (
                  <td key={name} className="jp-mod-number">
                    {formatMetric(scores[key] as number | null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="jp-CanvasShare-quiet">
        {trans.__('Each class against all the others, on rows held back.')}{' '}
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

/** The items worth showing of many: those with the most rows, in their own order. */
export function mostFrequent<T>(
  items: readonly T[],
  rows: (item: T) => number
): T[] {
  const kept = new Set(
    [...items]
      .sort((one, other) => rows(other) - rows(one))
      .slice(0, SHOWN_CLASSES)
  );
  return items.filter(item => kept.has(item));
}
