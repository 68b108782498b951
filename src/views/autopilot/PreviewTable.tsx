import * as React from 'react';

import type { InputPreview } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { Scroll } from '../../components/Scroll';

/** How the input file was understood: notices, the columns, the first rows. */
export function PreviewTable({
  preview
}: {
  preview: InputPreview;
}): React.JSX.Element {
  const { trans } = useHost();
  const { columns, head, notices, rows } = preview;
  return (
    <section
      className="jp-CanvasShare-preview"
      aria-label={trans.__('Preview')}
    >
      <p>
        {trans._n('%2 row', '%2 rows', rows, formatNumber(rows, 0))}
        {', '}
        {trans._n('%1 column', '%1 columns', columns.length)}
      </p>
      {notices.length > 0 && (
        <ul className="jp-CanvasShare-notices">
          {notices.map(notice => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      <Scroll label={trans.__('First rows')}>
        <table className="jp-CanvasShare-table jp-CanvasShare-previewTable">
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column.name} scope="col" data-use={column.use}>
                  <span className="jp-CanvasShare-columnName">
                    {column.name}
                  </span>
                  <span className="jp-CanvasShare-quiet">
                    {typeLabel(trans, column.type)}
                    {' · '}
                    {column.missing === 0
                      ? trans.__('none missing')
                      : trans.__('%1 missing', formatNumber(column.missing, 0))}
                  </span>
                  {column.use === 'target' && (
                    <span className="jp-CanvasShare-badge">
                      {trans.__('Target')}
                    </span>
                  )}
                  {column.use === 'dropped' && (
                    <span className="jp-CanvasShare-quiet jp-CanvasShare-notUsed">
                      {trans.__('Not used: %1', column.reason ?? '')}
                    </span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {head.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => (
                  <td key={column}>
                    {cell ?? (
                      <span className="jp-CanvasShare-quiet">
                        {trans.__('missing')}
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function typeLabel(
  trans: ITrans,
  type: InputPreview['columns'][number]['type']
): string {
  switch (type) {
    case 'Numerical':
      return trans.__('Numerical');
    case 'Categorical':
      return trans.__('Categorical');
    case 'Datetime':
      return trans.__('Datetime');
    case 'Text':
      return trans.__('Text');
  }
}
