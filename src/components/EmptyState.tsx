import * as React from 'react';

interface IEmptyStateProps {
  title: string;
  /** The first thing to do here. */
  hint: string;
  action?: { label: string; onClick: () => void };
}

/** What an empty place says. */
export function EmptyState({
  title,
  hint,
  action
}: IEmptyStateProps): React.JSX.Element {
  return (
    <div className="jp-CanvasShare-empty">
      <p className="jp-CanvasShare-empty-title">{title}</p>
      <p className="jp-CanvasShare-empty-hint">{hint}</p>
      {action && (
        <button
          type="button"
          className="jp-CanvasShare-button jp-mod-accept"
          onClick={action.onClick}
        >
          {action.label}
        </button>
      )}
    </div>
  );
}
