import type { Column } from '../api/types';

/** A CSV file to start from: the header the model expects, and one row of typical values. */
export function csvTemplate(columns: readonly Column[]): Blob {
  const rows = [
    columns.map(column => column.name),
    columns.map(column => String(column.default ?? ''))
  ];
  const text = rows.map(row => `${row.map(quote).join(',')}\r\n`).join('');
  return new Blob([text], { type: 'text/csv' });
}

/** RFC 4180: quotes around what would end a field, and doubled within. */
function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
