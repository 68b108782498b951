import * as React from 'react';

import type { NetworkFact } from '../../api/types';
import { useHost } from '../../components/host';
import { Scroll } from '../../components/Scroll';

/** Network isolation and encryption, as they were for this model. */
export function Network({
  facts
}: {
  facts: readonly NetworkFact[];
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <Scroll label={trans.__('Network')}>
      <table className="jp-CanvasShare-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Setting')}</th>
            <th scope="col">{trans.__('Value')}</th>
            <th scope="col">{trans.__('Explanation')}</th>
          </tr>
        </thead>
        <tbody>
          {facts.map(({ name, value, explanation }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td className="jp-CanvasShare-prose">{explanation}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
