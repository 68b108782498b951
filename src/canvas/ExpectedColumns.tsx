import * as React from 'react';

import type { Column } from '../api/types';
import { useHost, type ITrans } from '../components/host';
import { csvTemplate } from './template';

interface IExpectedColumnsProps {
  title: string;
  columns: readonly Column[];
}

/** What a file must have, and a file to start from. */
export function ExpectedColumns({
  title,
  columns
}: IExpectedColumnsProps): React.JSX.Element {
  const host = useHost();
  const { trans } = host;
  return (
    <div className="jp-CanvasShare-needs">
      <p>
        {trans._n(
          'The file needs one column, with its name spelled exactly so. Other columns may be there too; they come back unchanged.',
          'The file needs %1 columns, in any order, with their names spelled exactly so. Other columns may be there too; they come back unchanged.',
          columns.length
        )}
      </p>
      <button
        type="button"
        className="jp-CanvasShare-button"
        onClick={() => host.save(csvTemplate(columns), `${title}-template.csv`)}
      >
        {trans.__('Download a template')}
      </button>
      <details>
        <summary>{trans.__('Columns the file needs')}</summary>
        <ul className="jp-CanvasShare-expected">
          {columns.map(column => (
            <li key={column.name}>
              <code>{column.name}</code>{' '}
              <span className="jp-CanvasShare-quiet">
                {typeInWords(column, trans)}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function typeInWords(column: Column, trans: ITrans): string {
  switch (column.type) {
    case 'Numerical':
      return column.integer ? trans.__('whole number') : trans.__('number');
    case 'Categorical':
      return trans.__('category');
    case 'Datetime':
      return trans.__('date');
    case 'Text':
      return trans.__('text');
  }
}
