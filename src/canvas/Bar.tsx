import * as React from 'react';

interface IBarProps {
  label: string;
  /** The length, 0 to 1. */
  fraction: number;
  /** The value as text: what is read out. */
  text: string;
  /** Something smaller behind the value. */
  detail?: string;
  strong?: boolean;
}

/** A value with its length beside it. */
export function Bar({
  label,
  fraction,
  text,
  detail,
  strong = false
}: IBarProps): React.JSX.Element {
  return (
    <div className="jp-CanvasShare-bar" data-strong={strong}>
      <span className="jp-CanvasShare-bar-label">{label}</span>
      <span className="jp-CanvasShare-bar-value">
        {text}
        {detail && <span className="jp-CanvasShare-quiet"> {detail}</span>}
      </span>
      <span className="jp-CanvasShare-bar-track" aria-hidden="true">
        <span style={{ width: `${fraction * 100}%` }} />
      </span>
    </div>
  );
}
