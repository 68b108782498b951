import { Button, InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Field } from '../Field';
import { useStudio } from '../studio';
import { PreviewTable } from './PreviewTable';
import type { IReading } from './usePreview';

interface IInputDataProps {
  label: string;
  hint: string;
  path: string;
  problem: string | undefined;
  reading: IReading;
  /** A letter was typed. */
  onType: (path: string) => void;
  /** This is the file: look at it. */
  onChoose: (path: string) => void;
}

/** A file or a folder of parts, with **Browse** and **Preview**, and how it was understood. */
export function InputData(props: IInputDataProps): React.JSX.Element {
  const { label, hint, path, problem, reading, onType, onChoose } = props;
  const { trans } = useHost();
  const { browse } = useStudio();
  const { preview, error, busy } = reading;
  const typed = path.trim();
  const reason = React.useId();
  const onBrowse = async () => {
    const chosen = await browse?.();
    if (chosen) {
      onChoose(chosen);
    }
  };
  return (
    <>
      <Field label={label} hint={hint} problem={problem}>
        {control => (
          <div className="jp-CanvasShare-inline">
            <InputGroup
              {...control}
              aria-describedby={`${control['aria-describedby']} ${reason}`}
              value={path}
              spellCheck={false}
              placeholder={trans.__('Path, as in the file browser')}
              onChange={event => onType(event.currentTarget.value)}
              onBlur={({ relatedTarget: next }) => {
                // **Next** looks itself: what appears here would push it from under the pointer
                const leaves =
                  next instanceof HTMLButtonElement && next.type === 'submit';
                // leaving the field unchanged does not look again
                if (!leaves && typed !== '' && typed !== reading.path) {
                  onChoose(typed);
                }
              }}
            />
            {browse && (
              <Button
                type="button"
                className="jp-mod-styled"
                aria-label={trans.__('Browse: %1', label)}
                onClick={() => void onBrowse()}
              >
                {trans.__('Browse')}
              </Button>
            )}
            <Button
              type="button"
              className="jp-mod-styled"
              aria-label={trans.__('Preview: %1', label)}
              disabled={typed === '' || busy}
              onClick={() => onChoose(typed)}
            >
              {trans.__('Preview')}
            </Button>
          </div>
        )}
      </Field>
      {error !== null && problem === undefined && (
        <div id={reason}>
          <ErrorBanner error={error} onRetry={() => onChoose(typed)} />
        </div>
      )}
      {busy && preview === null && (
        <Loading label={trans.__('Reading the data…')} />
      )}
      {preview && (
        <PreviewTable
          label={trans.__('Preview: %1', label)}
          preview={preview}
        />
      )}
    </>
  );
}
