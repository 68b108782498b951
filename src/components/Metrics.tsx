import * as React from 'react';

import type { MetricRow } from '../api/types';
import { formatMetric } from './format';
import { useHost } from './host';
import { Scroll } from './Scroll';

/** Every metric on both splits, with what it means. */
export function MetricsTable({
  rows
}: {
  rows: readonly MetricRow[];
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <Scroll label={trans.__('Metrics')}>
      <table className="jp-CanvasShare-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Metric')}</th>
            <th scope="col" className="jp-mod-number">
              {trans.__('Training')}
            </th>
            <th scope="col" className="jp-mod-number">
              {trans.__('Validation')}
            </th>
            <th scope="col">{trans.__('Meaning')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="jp-mod-number">{formatMetric(row.train)}</td>
              <td className="jp-mod-number">{formatMetric(row.validation)}</td>
              <td>
                {row.description}{' '}
                <span className="jp-CanvasShare-quiet">
                  {row.direction === 'Minimize'
                    ? trans.__('Less is better.')
                    : trans.__('More is better.')}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
