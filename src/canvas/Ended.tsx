import * as React from 'react';

import type { SharedModel } from '../api/types';
import { EndedSince } from '../components/EndedSince';
import { useHost } from '../components/host';
import { RemoveDialog } from './RemoveDialog';

interface IEndedProps {
  model: SharedModel;
  onRemoved: (model: SharedModel) => void;
  /** What else is to be said. */
  children?: React.ReactNode;
}

/** That a model is no longer shared, by whom and since when; all one can do is to remove it. */
export function Ended({
  model,
  onRemoved,
  children
}: IEndedProps): React.JSX.Element {
  const { trans } = useHost();
  const id = React.useId();
  const [asked, setAsked] = React.useState(false);
  return (
    <div className="jp-CanvasShare-ended">
      <p id={id} className="jp-CanvasShare-ended-since">
        <EndedSince model={model} />
      </p>
      {children}
      <button
        type="button"
        className="jp-CanvasShare-button"
        aria-label={trans.__('Remove %1', model.title)}
        aria-describedby={id}
        aria-haspopup="dialog"
        onClick={() => setAsked(true)}
      >
        {trans.__('Remove')}
      </button>
      {asked && (
        <RemoveDialog
          model={model}
          onClose={() => setAsked(false)}
          onRemoved={onRemoved}
        />
      )}
    </div>
  );
}
