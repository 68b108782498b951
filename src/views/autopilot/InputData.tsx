import { Button, InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { InputPreview } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { Field } from '../Field';
import { useStudio } from '../studio';
import { PreviewTable } from './PreviewTable';

interface IInputDataProps {
  path: string;
  problem: string | undefined;
  preview: InputPreview | null;
  error: unknown;
  busy: boolean;
  /** A letter was typed. */
  onType: (path: string) => void;
  /** This is the file: look at it. */
  onChoose: (path: string) => void;
}

/** **Input data**: the file, with **Browse** and **Preview**, and how it was understood. */
export function InputData(props: IInputDataProps): React.JSX.Element {
  const { path, problem, preview, error, busy, onType, onChoose } = props;
  const { trans } = useHost();
  const { browse } = useStudio();
  // what was looked at last, so that leaving the field unchanged does not look again
  const looked = React.useRef(path);
  const look = (chosen: string) => {
    looked.current = chosen;
    onChoose(chosen);
  };
  const onBrowse = async () => {
    const chosen = await browse?.();
    if (chosen) {
      look(chosen);
    }
  };
  return (
    <>
      <Field
        label={trans.__('Input data')}
        hint={trans.__('CSV or Parquet, gzip too, with at least 500 rows.')}
        problem={problem}
      >
        {control => (
          <div className="jp-CanvasShare-inline">
            <InputGroup
              {...control}
              value={path}
              spellCheck={false}
              placeholder={trans.__('Path of the file, as in the file browser')}
              onChange={event => onType(event.currentTarget.value)}
              onBlur={() => {
                if (path.trim() !== '' && path !== looked.current) {
                  look(path.trim());
                }
              }}
            />
            {browse && (
              <Button
                type="button"
                className="jp-mod-styled"
                onClick={() => void onBrowse()}
              >
                {trans.__('Browse')}
              </Button>
            )}
            <Button
              type="button"
              className="jp-mod-styled"
              disabled={path.trim() === '' || busy}
              onClick={() => look(path.trim())}
            >
              {trans.__('Preview')}
            </Button>
          </div>
        )}
      </Field>
      <ErrorBanner error={error} onRetry={() => look(path.trim())} />
      {busy && preview === null && (
        <Loading label={trans.__('Reading the file…')} />
      )}
      {preview && <PreviewTable preview={preview} />}
    </>
  );
}
