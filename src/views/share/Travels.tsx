import * as React from 'react';

import type { Column, WhatTravels } from '../../api/types';
import { formatBytes, formatNumber } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { formatDay } from '../../components/Time';

/** More categories than this are counted, not listed. */
const CATEGORY_LIMIT = 12;

/** *What travels*: everything a recipient will get to see. */
export function Travels({
  travels,
  target,
  classes
}: {
  travels: WhatTravels;
  target: string;
  /** The target's, none for a number. */
  classes: readonly string[];
}): React.JSX.Element {
  const { trans } = useHost();
  const { columns, dropped, bundle_size } = travels;
  const left = Object.entries(dropped);
  return (
    <details className="jp-CanvasShare-travels">
      <summary>{trans.__('What travels')}</summary>
      <p>
        {trans.__(
          'The model (%1), its metrics and pictures, your note, and what is listed here. No rows of your data.',
          formatBytes(bundle_size)
        )}
      </p>
      <Scroll label={trans.__('What travels')}>
        <table className="jp-CanvasShare-table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Column')}</th>
              <th scope="col">
                {trans.__('Ranges, categories and words that are shown')}
              </th>
            </tr>
          </thead>
          <tbody>
            {classes.length > 0 && (
              <tr>
                <th scope="row">{trans.__('%1 (target)', target)}</th>
                <td>{listed(trans, classes)}</td>
              </tr>
            )}
            {columns.map(column => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td>{shown(trans, column)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {left.length > 0 && (
        <>
          <p>{trans.__('These columns stay here:')}</p>
          <ul>
            {left.map(([name, reason]) => (
              <li key={name}>{trans.__('%1: %2', name, reason)}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

function listed(trans: ITrans, names: readonly string[]): string {
  const first = names.slice(0, CATEGORY_LIMIT).join(', ');
  const more = names.length - CATEGORY_LIMIT;
  return more > 0
    ? trans._n('%2 and %1 more', '%2 and %1 more', more, first)
    : first;
}

function shown(trans: ITrans, column: Column): string {
  const { categories, words, minimum, maximum, type } = column;
  if (categories !== null) {
    return listed(trans, categories);
  }
  if (words !== null) {
    // all of them: whoever wrote them may be known by a word
    return words.length > 0
      ? trans.__('Words that many rows have: %1', words.join(', '))
      : trans.__('Length only, no words');
  }
  if (minimum === null || maximum === null) {
    return trans.__('No values');
  }
  const text = (value: number) =>
    type === 'Datetime' ? formatDay(value) : formatNumber(value);
  return trans.__(
    '%1 to %2 (1st to 99th percentile)',
    text(minimum),
    text(maximum)
  );
}
