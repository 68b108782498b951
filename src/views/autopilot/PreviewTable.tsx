import * as React from 'react';

import type { InputPreview } from '../../api/types';
import { formatBytes, formatNumber } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { featureTypeLabel } from '../labels';

interface IPreviewTableProps {
  /** What is shown, for screen readers. */
  label: string;
  preview: InputPreview;
}

/** How the input was understood: format and size, notices, the columns, the first rows. */
export const PreviewTable = React.memo(function PreviewTable({
  label,
  preview
}: IPreviewTableProps): React.JSX.Element {
  const { trans } = useHost();
  const { columns, head, notices } = preview;
  return (
    <section className="jp-CanvasShare-preview" aria-label={label}>
      <p>{shapeOf(trans, preview).join(', ')}</p>
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
                    {featureTypeLabel(trans, column.type)}
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
                  <td key={column} title={cell ?? undefined}>
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
});

/** Format, parts, size, rows and columns, each in words. */
function shapeOf(trans: ITrans, preview: InputPreview): string[] {
  const { format, parts, size, rows, columns } = preview;
  const shape = [format === 'csv' ? trans.__('CSV') : trans.__('Parquet')];
  if (parts > 1) {
    shape.push(trans._n('%1 part', '%1 parts', parts));
  }
  if (size > 0) {
    shape.push(formatBytes(size));
  }
  shape.push(trans._n('%2 row', '%2 rows', rows, formatNumber(rows, 0)));
  shape.push(trans._n('%1 column', '%1 columns', columns.length));
  return shape;
}
