import type { Column, Value } from '../api/types';

/** What stands in one field of the form, as the input element holds it. Blank means missing. */
export type Typed = Record<string, string>;

/** So many digits every decimal number keeps. */
const DIGITS = 15;

/** Stands before a category that the model does not know; the others are told by their place. */
const UNKNOWN = '=';

/** Where the form starts: the column's most typical value. */
export function defaults(columns: readonly Column[]): Typed {
  return filled(
    columns,
    Object.fromEntries(columns.map(column => [column.name, column.default]))
  );
}

/** The form filled with a row; what is not in the row is missing. */
export function filled(
  columns: readonly Column[],
  row: Record<string, Value>
): Typed {
  return Object.fromEntries(
    columns.map(column => [
      column.name,
      typed(column, row[column.name] ?? null)
    ])
  );
}

/** A category in the form that the model does not know, null for everything else. */
export function unknownOf(column: Column, text: string): string | null {
  return column.type === 'Categorical' && text.startsWith(UNKNOWN)
    ? text.slice(UNKNOWN.length)
    : null;
}

function typed(column: Column, value: Value): string {
  if (value === null) {
    return '';
  }
  if (column.type === 'Categorical' && column.categories !== null) {
    // a category may be any text, so its place among them stands for it
    const index = column.categories.indexOf(String(value));
    return index < 0 ? `${UNKNOWN}${value}` : String(index);
  }
  // what binary fractions add at the end is no part of it
  return String(
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value
  );
}

/** The row that a filled form means. */
export function toRow(
  columns: readonly Column[],
  form: Typed
): Record<string, Value> {
  return Object.fromEntries(
    columns.map(column => [column.name, toValue(column, form[column.name])])
  );
}

function toValue(column: Column, text: string): Value {
  if (text === '') {
    return null;
  }
  if (column.type === 'Numerical') {
    return Number(text);
  }
  if (column.type === 'Categorical' && column.categories !== null) {
    return unknownOf(column, text) ?? column.categories[Number(text)];
  }
  return text;
}

/** Whether a date column is known to the minute, judged by its typical value. */
export function hasTime(column: Column): boolean {
  return /\d[T ]\d/.test(String(column.default));
}
