import * as React from 'react';

import type { SharedModel } from '../api/types';
import { ErrorBanner } from '../components/ErrorBanner';
import { useHost } from '../components/host';
import { ProgressBar } from '../components/ProgressBar';
import { useCanvas } from './context';

interface IImportStateProps {
  model: SharedModel;
  /** Called when the model should be read again. */
  onChange: () => void;
}

/** Why a model cannot be used yet, and what to do. Nothing once it is there. */
export function ImportState({
  model,
  onChange
}: IImportStateProps): React.JSX.Element | null {
  const { trans } = useHost();
  const { client } = useCanvas();
  const reason = React.useId();
  const [error, setError] = React.useState<unknown>(null);

  const retry = () => {
    setError(null);
    client.retryImport(model.id).then(onChange, setError);
  };

  switch (model.state) {
    case 'importing':
      return (
        <div className="jp-CanvasShare-import">
          <p>
            {trans.__(
              'Importing: the model is fetched and checked. This page updates by itself.'
            )}
          </p>
          <ProgressBar
            fraction={null}
            label={trans.__('Importing %1', model.title)}
          />
        </div>
      );
    case 'failed':
      return (
        <div className="jp-CanvasShare-import">
          <p id={reason} className="jp-CanvasShare-failure">
            {trans.__(
              'The import failed: %1',
              model.failure_reason ?? trans.__('no reason is known.')
            )}
          </p>
          <ErrorBanner error={error} />
          <button
            type="button"
            className="jp-CanvasShare-button"
            aria-describedby={reason}
            onClick={retry}
          >
            {trans.__('Try again')}
          </button>
        </div>
      );
    default:
      return null;
  }
}
