import * as React from 'react';

import type { Comparison } from '../../api/types';
import { percent } from '../../components/format';
import { useHost } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { ShowAll } from './ShowAll';

/** More are shown when asked for. */
const SHOWN = 12;

/** How much each of two models takes from each column, relative to all others. */
export function ComparedImportance({
  comparison
}: {
  comparison: Comparison;
}): React.JSX.Element {
  const { trans } = useHost();
  const [all, setAll] = React.useState(false);
  const { columns, left, right } = comparison;
  const most = Math.max(
    ...columns.flatMap(each => [each.left ?? 0, each.right ?? 0]),
    0
  );
  const missing = [left, right].filter((_, index) =>
    columns.every(each => each[index === 0 ? 'left' : 'right'] === null)
  );
  return (
    <section>
      <h3>{trans.__('Column impact')}</h3>
      {missing.map(({ name }) => (
        <p key={name} className="jp-CanvasShare-quiet">
          {trans.__(
            'What %1 takes from the columns is not computed (yet).',
            name
          )}
        </p>
      ))}
      {columns.length > 0 && (
        <Scroll label={trans.__('Column impact')}>
          <table className="jp-CanvasShare-table">
            <thead>
              <tr>
                <th scope="col">{trans.__('Column')}</th>
                <th scope="col">{left.name}</th>
                <th scope="col">{right.name}</th>
              </tr>
            </thead>
            <tbody>
              {columns.slice(0, all ? undefined : SHOWN).map(each => (
                <tr key={each.column}>
                  <th scope="row">{each.column}</th>
                  <Impact value={each.left} most={most} />
                  <Impact value={each.right} most={most} />
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {columns.length > SHOWN && (
        <ShowAll
          all={all}
          onChange={setAll}
          few={SHOWN}
          label={trans.__('Show all %1 columns', columns.length)}
        />
      )}
    </section>
  );
}

function Impact({
  value,
  most
}: {
  value: number | null;
  most: number;
}): React.JSX.Element {
  return (
    <td className="jp-CanvasShare-impactCell">
      {percent(value)}
      <span className="jp-CanvasShare-track" aria-hidden="true">
        <span
          style={{ width: `${most === 0 ? 0 : ((value ?? 0) / most) * 100}%` }}
        />
      </span>
    </td>
  );
}
