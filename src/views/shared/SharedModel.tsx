import * as React from 'react';

import type { SharedModelDetails } from '../../api/types';
import { Chart } from '../../components/Chart';
import { EmptyState } from '../../components/EmptyState';
import { ErrorBanner } from '../../components/ErrorBanner';
import { Fact } from '../../components/Fact';
import { formatMetric } from '../../components/format';
import { History } from '../../components/History';
import { useHost } from '../../components/host';
import { metricLabel } from '../../components/labels';
import { Loading } from '../../components/Loading';
import { Time } from '../../components/Time';
import { problemTypeLabel, sourceLabel } from '../labels';
import { usePoll } from '../poll';
import { useStudio, useVisible } from '../studio';
import { State, Undelivered } from './Card';
import { useChanges } from './useChanges';
import { Scroll } from '../../components/Scroll';

/** One share: what its recipients see of the model, and its Shared History. */
export default function SharedModel({ id }: { id: string }): React.JSX.Element {
  const { trans } = useHost();
  const { canvasShare } = useStudio();
  const { client } = canvasShare;
  const read = React.useCallback(() => client.sharedModel(id), [client, id]);
  const { data, error, refresh } = usePoll(read, ({ shared_model }) =>
    shared_model.state === 'importing' ? 1000 : null
  );
  useChanges(canvasShare, refresh, id);
  const visible = useVisible();
  const unseen = data?.shared_model.unseen === true && visible;
  React.useEffect(() => {
    if (unseen) {
      // whether it is marked as read is not worth an error: the next look tries again
      client.seen(id).catch(reason => console.warn(reason));
    }
  }, [client, id, unseen]);

  return (
    <section
      className="jp-CanvasShare-page"
      aria-label={trans.__('Shared model')}
    >
      <ErrorBanner error={error} onRetry={refresh} />
      {data === null && error === null && <Loading />}
      {data && (
        <>
          <header className="jp-CanvasShare-header">
            <h2>{data.shared_model.title}</h2>
          </header>
          <Facts details={data} />
          <div className="jp-CanvasShare-withAside">
            <section aria-label={trans.__('Analysis')}>
              <Analysis details={data} />
            </section>
            <aside aria-label={trans.__('Shared History')}>
              <h3>{trans.__('Shared History')}</h3>
              <History
                entries={data.history}
                usable={data.shared_model.state === 'ready'}
              />
            </aside>
          </div>
        </>
      )}
    </section>
  );
}

function Facts({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { shared_model: model } = details;
  const { positive_class } = model;
  return (
    <section aria-label={trans.__('Status')}>
      <p
        className="jp-CanvasShare-sharedTo"
        title={model.recipients.join(', ')}
      >
        {model.direction === 'by-me'
          ? model.shared_to
          : trans.__('Shared by: %1', model.owner)}
      </p>
      {model.recipients.length > 0 && (
        <p className="jp-CanvasShare-quiet">{model.recipients.join(', ')}</p>
      )}
      <Undelivered model={model} />
      <State model={model} />
      <dl className="jp-CanvasShare-facts">
        <Fact label={trans.__('Source')}>
          {sourceLabel(trans, model.source)}
        </Fact>
        <Fact label={trans.__('Target')}>{model.target}</Fact>
        <Fact label={trans.__('Problem type')}>
          {problemTypeLabel(trans, model.problem_type)}
        </Fact>
        <Fact label={metricLabel(trans, model.objective, positive_class)}>
          {formatMetric(model.objective_value)}
        </Fact>
        <Fact label={trans.__('Shared')}>
          <Time value={model.shared_at} />
        </Fact>
      </dl>
    </section>
  );
}

function Analysis({
  details
}: {
  details: SharedModelDetails;
}): React.JSX.Element {
  const { trans } = useHost();
  const { analysis, shared_model } = details;
  const { positive_class } = shared_model;
  if (analysis === null) {
    return (
      <EmptyState
        title={trans.__('No analysis to show')}
        hint={
          shared_model.state === 'importing'
            ? trans.__(
                'The model is being fetched and verified. It appears here by itself.'
              )
            : trans.__('The status above says why.')
        }
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
      <Scroll label={trans.__('Metrics')}>
        <table className="jp-CanvasShare-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Metric')}</th>
              <th scope="col" className="jp-mod-number">
                {trans.__('Value')}
              </th>
              <th scope="col">{trans.__('In words')}</th>
            </tr>
          </thead>
          <tbody>
            {analysis.metrics.map(({ name, value, sentence }) => (
              <tr key={name}>
                <th scope="row">{metricLabel(trans, name, positive_class)}</th>
                <td className="jp-mod-number">{formatMetric(value)}</td>
                <td className="jp-CanvasShare-prose">{sentence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {analysis.charts.map(chart => (
        <Chart key={chart.id} chart={chart} />
      ))}
    </>
  );
}
