import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
import { Chart } from '../components/Chart';
import { EmptyState } from '../components/EmptyState';
import { ClassScores } from '../components/ClassScores';
import { formatMetric, withDeviation } from '../components/format';
import { useHost } from '../components/host';
import { metricLabel } from '../components/labels';
import { Reports } from '../components/Reports';
import { ColumnImpact } from './ColumnImpact';
import { useCanvas } from './context';

/** **Analyze**: how good the model is and what it looks at, in words and pictures. */
export function AnalyzeTab({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { client } = useCanvas();
  const { analysis, shared_model: model } = details;
  if (!analysis) {
    return (
      <EmptyState
        title={trans.__('This model came without an analysis')}
        hint={trans.__('Predictions can be made all the same.')}
      />
    );
  }
  const { score } = analysis;
  return (
    <div className="jp-CanvasShare-stack">
      <Reports
        reports={details.reports}
        title={model.title}
        read={report => client.sharedReport(model.id, report)}
      />
      <section className="jp-CanvasShare-panel jp-CanvasShare-score">
        <p className="jp-CanvasShare-score-value">
          <span>{formatMetric(score.value, 3)}</span>
          <span className="jp-CanvasShare-quiet">
            {trans.__(
              '%1 · optimization metric',
              metricLabel(trans, score.name, model.positive_class)
            )}
          </span>
        </p>
        <div className="jp-CanvasShare-stack">
          <p>
            {analysis.score_sentence}
            {score.standard_deviation !== null &&
              ` ${trans.__('From one part of the data to the next it varies by ±%1.', formatMetric(score.standard_deviation, 3))}`}
          </p>
          {analysis.decision !== null && <p>{analysis.decision}</p>}
        </div>
      </section>
      <ColumnImpact analysis={analysis} />
      <section className="jp-CanvasShare-panel">
        <h2>{trans.__('Metrics in words')}</h2>
        <dl className="jp-CanvasShare-metrics">
          {analysis.metrics.map(metric => (
            <div key={metric.name}>
              <dt>{metricLabel(trans, metric.name, model.positive_class)}</dt>
              <dd className="jp-CanvasShare-metrics-value">
                {withDeviation(metric.value, metric.standard_deviation, 3)}
              </dd>
              <dd>{metric.sentence}</dd>
            </div>
          ))}
        </dl>
      </section>
      {analysis.per_class.length > 0 && (
        <section className="jp-CanvasShare-panel">
          <ClassScores
            classes={analysis.per_class.map(({ scores }) => scores)}
          />
          <ul className="jp-CanvasShare-list">
            {analysis.per_class.map(({ scores, sentence }) => (
              <li key={scores.name}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      {analysis.charts.length > 0 && (
        <section
          className="jp-CanvasShare-charts"
          aria-label={trans.__('Charts')}
        >
          {analysis.charts.map(chart => (
            <div key={chart.id} className="jp-CanvasShare-panel">
              <Chart chart={chart} />
            </div>
          ))}
        </section>
      )}
    </div>
  );
}
