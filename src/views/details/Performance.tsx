import * as React from 'react';

import type { ModelDetails } from '../../api/types';
import { Chart } from '../../components/Chart';
import { ConfusionMatrix } from '../../components/ConfusionMatrix';
import { formatMetric, formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
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
  const { metrics, confusion_matrix, charts, train_rows, validation_rows } =
    performance;
  // the table says the same, and more exactly
  const pictures = charts.filter(
    ({ id }) => confusion_matrix === null || id !== 'confusion-matrix'
  );
  return (
    <>
      <p className="jp-CanvasShare-quiet">
        {trans.__(
          'Trained on %1 rows, validated on %2 rows that training did not see.',
          formatNumber(train_rows, 0),
          formatNumber(validation_rows, 0)
        )}
      </p>
      <MetricsTable
        rows={metrics}
        positiveClass={positiveClass}
        columns={[
          {
            title: trans.__('Training'),
            number: true,
            cell: ({ train }) => formatMetric(train)
          },
          {
            title: trans.__('Validation'),
            number: true,
            cell: ({ validation }) => formatMetric(validation)
          },
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
        {confusion_matrix && <ConfusionMatrix matrix={confusion_matrix} />}
        {pictures.map(chart => (
          <Chart key={chart.id} chart={chart} />
        ))}
      </div>
    </>
  );
}
