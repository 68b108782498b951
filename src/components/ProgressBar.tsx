import * as React from 'react';

interface IProgressBarProps {
  /** How much is done, 0 to 1; null while that is not known. */
  fraction: number | null;
  label: string;
}

/** How far something is. */
export function ProgressBar({
  fraction,
  label
}: IProgressBarProps): React.JSX.Element {
  const done =
    fraction === null
      ? null
      : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className="jp-CanvasShare-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={done ?? undefined}
      data-indeterminate={done === null}
    >
      <div
        className="jp-CanvasShare-progress-bar"
        style={done === null ? undefined : { width: `${done}%` }}
      />
    </div>
  );
}
