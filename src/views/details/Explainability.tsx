import * as React from 'react';

import type { ModelDetails } from '../../api/types';
import { Chart } from '../../components/Chart';
import { formatNumber, withDeviation } from '../../components/format';
import { useHost } from '../../components/host';
import { MetricsTable } from '../../components/Metrics';
import { Scroll } from '../../components/Scroll';
import { ClassImportance } from './ClassImportance';
import { Setting } from './Setting';

interface IExplainabilityProps {
  explainability: NonNullable<ModelDetails['explainability']>;
  classes: readonly string[];
  positiveClass: string | null;
  /** Whether nothing is computed any more. */
  final: boolean;
  /** What follows the picture of all rows: one of them. */
  children?: React.ReactNode;
}

/** Which columns weigh how much; below it metrics, hyperparameters and further reading. */
export function Explainability(props: IExplainabilityProps): React.JSX.Element {
  const { explainability, classes, positiveClass, final } = props;
  const {
    attributions,
    chart,
    definition,
    unit,
    sample_size,
    metrics,
    hyperparameters,
    further_reading
  } = explainability;
  const { trans } = useHost();
  return (
    <>
      {attributions.length === 0 ? (
        <p>
          {final
            ? trans.__(
                'Which columns weigh how much could not be computed before the experiment ended. What each adds to one row is computed below.'
              )
            : chart.sentence}
        </p>
      ) : (
        <>
          <Chart chart={chart} />
          <p className="jp-CanvasShare-quiet">
            {definition}{' '}
            {trans.__(
              'Unit: %1.',
              unit === 'target' ? trans.__('that of the target') : unit
            )}{' '}
            {trans._n(
              'Computed on %2 row.',
              'Computed on %2 rows.',
              sample_size,
              formatNumber(sample_size, 0)
            )}
          </p>
          {classes.length > 2 && (
            <ClassImportance attributions={attributions} classes={classes} />
          )}
        </>
      )}
      {props.children}
      <div className="jp-CanvasShare-columns">
        <section>
          <h3>{trans.__('Metrics')}</h3>
          <MetricsTable
            rows={metrics}
            positiveClass={positiveClass}
            columns={[
              {
                title: trans.__('Data'),
                cell: ({ set }) =>
                  set === 'Train'
                    ? trans.__('Training')
                    : trans.__('Validation')
              },
              {
                title: trans.__('Value'),
                number: true,
                cell: ({ value, standard_deviation }) =>
                  withDeviation(value, standard_deviation)
              }
            ]}
          />
        </section>
        <section>
          <h3>{trans.__('Hyperparameters')}</h3>
          {hyperparameters.length === 0 ? (
            <p>{trans.__('This model has none.')}</p>
          ) : (
            <Scroll label={trans.__('Hyperparameters')}>
              <table className="jp-CanvasShare-table">
                <thead>
                  <tr>
                    <th scope="col">{trans.__('Name')}</th>
                    <th scope="col">{trans.__('Value')}</th>
                  </tr>
                </thead>
                <tbody>
                  {hyperparameters.map(({ name, value }) => (
                    <tr key={name}>
                      <th scope="row">{name}</th>
                      <td>
                        <Setting value={value} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </section>
      </div>
      {further_reading.length > 0 && (
        <section>
          <h3>{trans.__('Further reading')}</h3>
          <ul>
            {further_reading.map(({ title, url }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="noopener noreferrer">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
