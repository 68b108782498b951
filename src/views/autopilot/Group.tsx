import * as React from 'react';

interface IGroupProps {
  legend: string;
  hint?: React.ReactNode;
  problem?: string;
  disabled?: boolean;
  children: React.ReactNode;
}

/** Controls that answer one question together. It takes the focus when the answer is wrong. */
export function Group(props: IGroupProps): React.JSX.Element {
  const { legend, hint, problem, disabled, children } = props;
  const id = React.useId();
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''];
  return (
    <fieldset
      className="jp-CanvasShare-group"
      tabIndex={-1}
      disabled={disabled}
      data-invalid={Boolean(problem)}
      aria-describedby={described.filter(Boolean).join(' ') || undefined}
    >
      <legend>{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} className="jp-CanvasShare-quiet">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} className="jp-CanvasShare-problem" role="alert">
          {problem}
        </p>
      )}
      {children}
    </fieldset>
  );
}

interface IRadiosProps<T extends string> extends Omit<IGroupProps, 'children'> {
  value: T;
  options: readonly { value: T; label: string; hint?: string }[];
  onChange: (value: T) => void;
}

/** One of a few, each with a sentence on what it means. */
export function Radios<T extends string>({
  value,
  options,
  onChange,
  ...group
}: IRadiosProps<T>): React.JSX.Element {
  const name = React.useId();
  return (
    <Group {...group}>
      <div className="jp-CanvasShare-choices">
        {options.map(option => (
          <div key={option.value} className="jp-CanvasShare-choice">
            <label>
              <input
                type="radio"
                name={name}
                checked={option.value === value}
                aria-describedby={
                  option.hint ? `${name}-${option.value}` : undefined
                }
                onChange={() => onChange(option.value)}
              />
              <span className="jp-CanvasShare-choice-title">
                {option.label}
              </span>
            </label>
            {option.hint && (
              <span
                id={`${name}-${option.value}`}
                className="jp-CanvasShare-choice-facts"
              >
                {option.hint}
              </span>
            )}
          </div>
        ))}
      </div>
    </Group>
  );
}
