import * as React from 'react';

interface IFieldProps {
  label: string;
  /** What to know before filling it in. */
  hint?: React.ReactNode;
  /** What is wrong with what is in it; null when nothing is. */
  problem?: string | null;
  /** The control; give it the attributes handed in. */
  children: (control: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean;
  }) => React.ReactNode;
}

/** One line of a form: a label above its control, hint and problem below, all tied together. */
export function Field({
  label,
  hint,
  problem,
  children
}: IFieldProps): React.JSX.Element {
  const id = React.useId();
  const described = [hint ? `${id}-hint` : '', problem ? `${id}-problem` : ''];
  return (
    <div className="jp-CanvasShare-field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described.filter(Boolean).join(' ') || undefined,
        'aria-invalid': Boolean(problem)
      })}
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
    </div>
  );
}
