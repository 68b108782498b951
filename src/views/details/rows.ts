import type {
  Column,
  InputPreview,
  ModelDetails,
  Value
} from '../../api/types';
import {
  defaults,
  filled,
  hasTime,
  type Typed
} from '../../components/columnFields';
import type { ITrans } from '../../components/host';

/** A row that can be explained, or started from. */
export interface IRowChoice {
  readonly label: string;
  readonly form: Typed;
}

/** A typical row, and rows made up from what the model knows of its columns. */
export function madeUpRows(
  { columns, made_up_rows }: ModelDetails,
  trans: ITrans
): IRowChoice[] {
  const rows = made_up_rows.map((values, index) => ({
    label: trans.__('Made-up row %1', index + 1),
    form: filled(
      columns,
      Object.fromEntries(columns.map(({ name }, at) => [name, values[at]]))
    )
  }));
  return [
    { label: trans.__('Typical values'), form: defaults(columns) },
    ...rows
  ];
}

/** The first rows of the input file. */
export function inputRows(
  columns: readonly Column[],
  { columns: header, head }: InputPreview,
  trans: ITrans
): IRowChoice[] {
  const places = new Map(header.map(({ name }, at) => [name, at]));
  return head.map((cells, index) => ({
    label: trans.__('Row %1', index + 1),
    form: filled(
      columns,
      Object.fromEntries(
        columns.map(column => {
          const at = places.get(column.name);
          const cell = at === undefined ? null : cells[at];
          return [column.name, cell === null ? null : valueOf(column, cell)];
        })
      )
    )
  }));
}

function valueOf(column: Column, cell: string): Value {
  switch (column.type) {
    case 'Numerical': {
      const number = Number(cell);
      return cell.trim() === '' || Number.isNaN(number) ? null : number;
    }
    case 'Datetime': {
      // as date fields want it; the preview leaves out what is midnight throughout
      const [day, time = '00:00:00'] = cell.split(' ');
      return hasTime(column) ? `${day}T${time}` : day;
    }
    default:
      return cell;
  }
}
