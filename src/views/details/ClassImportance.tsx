import * as React from 'react';

import { SHOWN_CLASSES } from '../../api/rules';
import type { ModelDetails } from '../../api/types';
import { formatMetric } from '../../components/format';
import { useHost } from '../../components/host';
import { Scroll } from '../../components/Scroll';

/** More columns of the data than this are not read. */
const COLUMN_LIMIT = 20;

interface IClassImportanceProps {
  attributions: NonNullable<ModelDetails['explainability']>['attributions'];
  classes: readonly string[];
}

/** The mean absolute SHAP value of each column for each class of many. */
export function ClassImportance({
  attributions,
  classes
}: IClassImportanceProps): React.JSX.Element | null {
  const { trans } = useHost();
  const told = attributions.filter(({ per_class }) => per_class.length > 0);
  if (told.length === 0) {
    return null;
  }
  const shown = classes.slice(0, SHOWN_CLASSES);
  return (
    <details>
      <summary>{trans.__('Importance for each class')}</summary>
      <Scroll label={trans.__('Importance for each class')}>
        <table className="jp-CanvasShare-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Column')}</th>
              {shown.map(name => (
                <th key={name} scope="col" className="jp-mod-number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {told.slice(0, COLUMN_LIMIT).map(({ column, per_class }) => (
              <tr key={column}>
                <th scope="row">{column}</th>
                {shown.map((name, number) => (
                  <td key={name} className="jp-mod-number">
                    {formatMetric(per_class[number])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {(told.length > COLUMN_LIMIT || classes.length > shown.length) && (
        <p className="jp-CanvasShare-quiet">
          {trans.__(
            'Shown are at most %1 columns, those that weigh most, and %2 classes.',
            COLUMN_LIMIT,
            SHOWN_CLASSES
          )}
        </p>
      )}
    </details>
  );
}
