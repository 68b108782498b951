import * as React from 'react';

import type { Column } from '../api/types';
import { formatNumber } from './format';
import { useHost, type ITrans } from './host';
import { formatDay } from './Time';
import { hasTime, unknownOf } from './columnFields';

/** What is usual is a hint: more decimals would look like a limit. */
const HINT_DIGITS = 2;

/** Lines of a field for free text. */
const TEXT_ROWS = 3;

interface IColumnFieldProps {
  column: Column;
  text: string;
  onChange: (text: string) => void;
}

/** One column of the form. What is usual is a hint, never a limit: the server gives a notice. */
export function ColumnField({
  column,
  text,
  onChange
}: IColumnFieldProps): React.JSX.Element {
  const { trans } = useHost();
  const id = React.useId();
  const hint = hintOf(column, trans);
  const unknown = unknownOf(column, text);
  const common = {
    id,
    className: 'jp-CanvasShare-input',
    value: text,
    'aria-describedby': hint ? `${id}-hint` : undefined,
    onChange: (
      event: React.ChangeEvent<
        HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
      >
    ) => onChange(event.target.value)
  };
  const open = {
    ...common,
    placeholder: trans.__('(missing)'),
    autoComplete: 'off'
  };
  return (
    <div className="jp-CanvasShare-field">
      <label htmlFor={id}>{column.name}</label>
      {column.type === 'Categorical' && column.categories !== null ? (
        <select {...common}>
          {column.categories.map((category, index) => (
            <option key={category} value={String(index)}>
              {category}
            </option>
          ))}
          {unknown !== null && (
            <option value={text}>
              {trans.__('%1 (not known to the model)', unknown)}
            </option>
          )}
          <option value="">{trans.__('(missing)')}</option>
        </select>
      ) : column.type === 'Text' ? (
        <textarea {...open} rows={TEXT_ROWS} />
      ) : (
        <input {...open} {...inputType(column)} />
      )}
      {hint && (
        <span id={`${id}-hint`} className="jp-CanvasShare-hint">
          {hint}
        </span>
      )}
    </div>
  );
}

function inputType(
  column: Column
): React.InputHTMLAttributes<HTMLInputElement> {
  switch (column.type) {
    case 'Numerical':
      return { type: 'number', step: column.integer ? 1 : 'any' };
    case 'Datetime':
      return hasTime(column)
        ? { type: 'datetime-local', step: 1 }
        : { type: 'date' };
    case 'Categorical':
    case 'Text':
      return { type: 'text' };
  }
}

function hintOf(column: Column, trans: ITrans): string {
  const { minimum, maximum } = column;
  if (column.type === 'Categorical' || minimum === null || maximum === null) {
    return '';
  }
  const show =
    column.type === 'Datetime'
      ? formatDay
      : (value: number) => formatNumber(value, HINT_DIGITS);
  if (column.type === 'Text') {
    return trans.__('Usually %1 to %2 words', show(minimum), show(maximum));
  }
  return trans.__('Usually %1 to %2', show(minimum), show(maximum));
}
