import * as React from 'react';

import type { SharedModel, SharedModelDetails } from '../../api/types';
import { Chart } from '../../components/Chart';
import { EmptyState } from '../../components/EmptyState';
import { formatMetric } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { MetricsTable } from '../../components/Metrics';

/** What the model was found to do, or why there is nothing to see. */
export function Analysis({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { analysis, shared_model } = details;
  if (analysis === null) {
    return (
      <EmptyState
        title={trans.__('No analysis to show')}
        hint={whyNothing(trans, shared_model)}
      />
    );
  }
  return (
    <>
      <p className="jp-CanvasShare-score">{analysis.score_sentence}</p>
      <Chart chart={analysis.column_impact_chart} />
      <p className="jp-CanvasShare-quiet">
        {analysis.column_impact_definition}
      </p>
      <h3>{trans.__('Metrics')}</h3>
      <MetricsTable
        rows={analysis.metrics}
        positiveClass={shared_model.positive_class}
        columns={[
          {
            title: trans.__('Value'),
            number: true,
            cell: ({ value }) => formatMetric(value)
          },
          { title: trans.__('In words'), cell: ({ sentence }) => sentence }
        ]}
      />
      {analysis.charts.map(chart => (
        <Chart key={chart.id} chart={chart} />
      ))}
    </>
  );
}

function whyNothing(
  trans: ITrans,
  { revoked_at, direction, state }: SharedModel
): string {
  if (revoked_at !== null) {
    return direction === 'by-me'
      ? trans.__('Its recipients can no longer view it or predict with it.')
      : trans.__(
          'Its analysis and its predictions are gone from here. The Shared History stays.'
        );
  }
  return state === 'importing'
    ? trans.__(
        'The model is being fetched and verified. It appears here by itself.'
      )
    : trans.__('The status above says why.');
}
