import * as React from 'react';

interface ISelectProps<V extends string> {
  label: string;
  value: V;
  /** Values and what they are called. */
  options: readonly (readonly [V, string])[];
  onChange: (value: V) => void;
}

/** One of a few, with its label in front. */
export function Select<V extends string>({
  label,
  value,
  options,
  onChange
}: ISelectProps<V>): React.JSX.Element {
  return (
    <label className="jp-CanvasShare-select">
      <span className="jp-CanvasShare-quiet">{label}</span>
      <select
        className="jp-CanvasShare-input"
        value={value}
        onChange={event => onChange(event.target.value as V)}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
