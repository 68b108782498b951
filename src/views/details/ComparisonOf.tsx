import * as React from 'react';

import type { AutoMLJob, Comparison } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { formatMetric, formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { MetricsTable } from '../../components/Metrics';
import { Scroll } from '../../components/Scroll';
import { useRead } from '../poll';
import { useStudio } from '../studio';
import { ChangedRows } from './ChangedRows';
import { ComparedImportance } from './ComparedImportance';
import { Setting } from './Setting';

interface IComparisonOfProps {
  job: AutoMLJob;
  left: string;
  right: string;
}

/** What two finished models have in common, and in what they differ. */
export function ComparisonOf(props: IComparisonOfProps): React.JSX.Element {
  const { job, left, right } = props;
  const { trans } = useHost();
  const { canvasShare } = useStudio();
  const read = React.useCallback(
    () => canvasShare.client.comparison(job.name, left, right),
    [canvasShare, job.name, left, right]
  );
  const { data, error, refresh } = useRead(read);
  if (data === null) {
    return error === null ? (
      <Loading label={trans.__('Comparing…')} />
    ) : (
      <ErrorBanner error={error} onRetry={refresh} />
    );
  }
  return (
    <>
      <p className="jp-CanvasShare-verdict">{data.sentence}</p>
      <div className="jp-CanvasShare-columns">
        <section>
          <h3>{trans.__('Metrics')}</h3>
          <MetricsTable
            rows={data.metrics}
            positiveClass={job.positive_class}
            columns={[
              {
                title: left,
                number: true,
                cell: row => <Metric row={row} side="left" />
              },
              {
                title: right,
                number: true,
                cell: row => <Metric row={row} side="right" />
              }
            ]}
          />
          <p className="jp-CanvasShare-quiet">
            {trans.__('On rows held back. The better value is bold.')}
          </p>
        </section>
        <Settings comparison={data} />
      </div>
      <ComparedImportance comparison={data} />
      <ChangedRows comparison={data} />
    </>
  );
}

function Metric({
  row,
  side
}: {
  row: Comparison['metrics'][number];
  side: 'left' | 'right';
}): React.JSX.Element {
  const { trans } = useHost();
  const value = row[side];
  const other = side === 'left' ? row.right : row.left;
  const show = row.name === 'InferenceLatency' ? latency : formatMetric;
  const shown = show(value);
  const better =
    value !== null &&
    other !== null &&
    // what reads the same is not better
    shown !== show(other) &&
    (row.direction === 'Minimize' ? value < other : value > other);
  return better ? (
    <strong title={trans.__('The better one')}>{shown}</strong>
  ) : (
    <>{shown}</>
  );
}

function latency(seconds: number | null): string {
  return formatNumber(seconds, 6);
}

/** The algorithms and their hyperparameters, those that differ first. */
function Settings({
  comparison
}: {
  comparison: Comparison;
}): React.JSX.Element {
  const { trans } = useHost();
  const differs = (each: Comparison['settings'][number]) =>
    Number(each.left !== each.right);
  const settings = [...comparison.settings].sort(
    (one, other) => differs(other) - differs(one)
  );
  return (
    <section>
      <h3>{trans.__('Hyperparameters')}</h3>
      <Scroll label={trans.__('Hyperparameters')}>
        <table className="jp-CanvasShare-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Name')}</th>
              <th scope="col">{comparison.left.name}</th>
              <th scope="col">{comparison.right.name}</th>
            </tr>
          </thead>
          <tbody>
            {settings.map(each => (
              <tr key={each.name} data-differs={differs(each) === 1}>
                <th scope="row">{each.name}</th>
                <td>
                  <SettingOf value={each.left} />
                </td>
                <td>
                  <SettingOf value={each.right} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function SettingOf({ value }: { value: string | null }): React.JSX.Element {
  const { trans } = useHost();
  return value === null ? (
    <span
      className="jp-CanvasShare-quiet"
      title={trans.__('This algorithm does not have it')}
    >
      –
    </span>
  ) : (
    <Setting value={value} />
  );
}
