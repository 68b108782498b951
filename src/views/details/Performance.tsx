import * as React from 'react';

import type { MetricRow, ModelDetails } from '../../api/types';
import { Chart } from '../../components/Chart';
import { ClassScores } from '../../components/ClassScores';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import {
  formatMetric,
  formatNumber,
  withDeviation
} from '../../components/format';
import { type ITrans, useHost } from '../../components/host';
import { MetricsTable } from '../../components/Metrics';

interface IPerformanceProps {
  performance: NonNullable<ModelDetails['performance']>;
  positiveClass: string | null;
}

/** How good the model is, on the rows it learned from and on those it did not see. */
export function Performance({
  performance,
  positiveClass
}: IPerformanceProps): React.JSX.Element {
  const { trans } = useHost();
  const { metrics, confusion_matrix, charts, per_class } = performance;
  // the table shows the same, and more exactly
  const [matrix] = charts.filter(({ id }) => id === 'confusion-matrix');
  const pictures = charts.filter(
    chart => confusion_matrix === null || chart !== matrix
  );
  return (
    <>
      <p className="jp-CanvasShare-quiet">{howMeasured(trans, performance)}</p>
      {performance.decision && <p>{performance.decision}</p>}
      <MetricsTable
        rows={metrics}
        positiveClass={positiveClass}
        columns={[
          {
            title: trans.__('Training'),
            number: true,
            cell: ({ train, train_deviation }) =>
              withDeviation(train, train_deviation)
          },
          {
            title: trans.__('Validation'),
            number: true,
            cell: ({ validation, validation_deviation }) =>
              withDeviation(validation, validation_deviation)
          },
          ...(metrics.some(({ best_constant }) => best_constant !== null)
            ? [
                {
                  title: trans.__('Best constant'),
                  number: true,
                  cell: ({ best_constant }: MetricRow) =>
                    formatMetric(best_constant)
                }
              ]
            : []),
          {
            title: trans.__('Meaning'),
            cell: ({ description, direction }) => (
              <>
                {description}{' '}
                <span className="jp-CanvasShare-quiet">
                  {direction === 'Minimize'
                    ? trans.__('Less is better.')
                    : trans.__('More is better.')}
                </span>
              </>
            )
          }
        ]}
      />
      <div className="jp-CanvasShare-columns">
        {confusion_matrix && (
          <ConfusionMatrix
            matrix={confusion_matrix}
            sentence={matrix?.sentence}
          />
        )}
        {per_class.length > 0 && <ClassScores classes={per_class} />}
        {pictures.map(chart => (
          <Chart key={chart.id} chart={chart} />
        ))}
      </div>
    </>
  );
}

function howMeasured(
  trans: ITrans,
  { train_rows, validation_rows, folds }: IPerformanceProps['performance']
): string {
  return folds > 1
    ? trans.__(
        'Trained on %1 rows in %2 folds: each row was held back once, and predicted by a model that did not see it. ± is the standard deviation over the folds.',
        formatNumber(train_rows, 0),
        formatNumber(folds, 0)
      )
    : trans.__(
        'Trained on %1 rows, validated on %2 rows that training did not see.',
        formatNumber(train_rows, 0),
        formatNumber(validation_rows, 0)
      );
}
