import * as React from 'react';

import { useHost } from './host';
import { metricLabel } from './labels';
import { Scroll } from './Scroll';

interface IColumn<R> {
  title: string;
  number?: boolean;
  cell: (row: R) => React.ReactNode;
}

interface IMetricsTableProps<R> {
  rows: readonly R[];
  positiveClass: string | null;
  /** What it says of each metric, beside its name. */
  columns: readonly IColumn<R>[];
}

/** A metric a row. */
export function MetricsTable<R extends { name: string }>({
  rows,
  positiveClass,
  columns
}: IMetricsTableProps<R>): React.JSX.Element {
  const { trans } = useHost();
  return (
    <Scroll label={trans.__('Metrics')}>
      <table className="jp-CanvasShare-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Metric')}</th>
            {columns.map(({ title, number }) => (
              <th
                key={title}
                scope="col"
                className={number ? 'jp-mod-number' : undefined}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // a metric may have a row for each part of the data
            <tr key={index}>
              <th scope="row">{metricLabel(trans, row.name, positiveClass)}</th>
              {columns.map(({ title, number, cell }) => (
                <td
                  key={title}
                  className={number ? 'jp-mod-number' : 'jp-CanvasShare-prose'}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
