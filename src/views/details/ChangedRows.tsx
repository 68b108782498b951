import * as React from 'react';

import type { Comparison } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { ShowAll } from './ShowAll';

/** More are shown when asked for. */
const SHOWN = 20;

/** The rows on which two models differ most, with their values where the input is still there. */
export function ChangedRows({
  comparison
}: {
  comparison: Comparison;
}): React.JSX.Element | null {
  const { trans } = useHost();
  const [all, setAll] = React.useState(false);
  const { examples, left, right, rows_changed, values_missing_reason } =
    comparison;
  if (examples.length === 0) {
    return null;
  }
  const names = Object.keys(examples[0].values);
  return (
    <section>
      <h3>{trans.__('Rows that differ')}</h3>
      <p className="jp-CanvasShare-quiet">
        {rows_changed > examples.length
          ? trans.__(
              'The %1 that differ most, of %2.',
              examples.length,
              formatNumber(rows_changed, 0)
            )
          : trans.__('Those that differ most come first.')}{' '}
        {typeof examples[0].actual === 'string' &&
          trans.__('What came true is marked ✓.')}
      </p>
      {values_missing_reason !== null && <p>{values_missing_reason}</p>}
      <Scroll label={trans.__('Rows that differ')}>
        <table className="jp-CanvasShare-table jp-CanvasShare-changed">
          <thead>
            <tr>
              <th scope="col" className="jp-mod-number">
                {trans.__('Row')}
              </th>
              <th scope="col">{trans.__('Actual')}</th>
              <th scope="col">{left.name}</th>
              <th scope="col">{right.name}</th>
              {names.map(name => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {examples.slice(0, all ? undefined : SHOWN).map(each => (
              <tr key={each.row}>
                <th scope="row" className="jp-mod-number">
                  {formatNumber(each.row, 0)}
                </th>
                <td>{shown(each.actual)}</td>
                <Answer value={each.left} actual={each.actual} />
                <Answer value={each.right} actual={each.actual} />
                {names.map(name => (
                  <td key={name} title={each.values[name] ?? undefined}>
                    {each.values[name]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {examples.length > SHOWN && (
        <ShowAll
          all={all}
          onChange={setAll}
          few={SHOWN}
          label={trans.__('Show %1 rows', examples.length)}
        />
      )}
    </section>
  );
}

function Answer({
  value,
  actual
}: {
  value: string | number;
  actual: string | number;
}): React.JSX.Element {
  const { trans } = useHost();
  const right = typeof value === 'string' && value === actual;
  return (
    <td data-right={right}>
      {shown(value)}
      {right && (
        <span role="img" aria-label={trans.__('came true')}>
          {' ✓'}
        </span>
      )}
    </td>
  );
}

function shown(value: string | number): string {
  return typeof value === 'number'
    ? formatNumber(value, Math.abs(value) < 100 ? 4 : 0)
    : value;
}
