import * as React from 'react';

import { useHost } from '../components/host';
import { ProgressBar } from '../components/ProgressBar';

interface IFileDropProps {
  /** The name of the file on its way to the server. */
  uploading: string | null;
  onFile: (file: File) => void;
}

/** Choose a file, or drop one. */
export function FileDrop({
  uploading,
  onFile
}: IFileDropProps): React.JSX.Element {
  const { trans } = useHost();
  const [over, setOver] = React.useState(false);
  const [several, setSeveral] = React.useState(false);
  const input = React.useId();

  const take = (files: FileList | null) => {
    setSeveral(files !== null && files.length > 1);
    if (files?.length === 1 && uploading === null) {
      onFile(files[0]);
    }
  };

  return (
    <div
      className="jp-CanvasShare-drop"
      data-over={over}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      {uploading === null ? (
        <>
          <p>{trans.__('Drop a CSV or Parquet file here, or')}</p>
          <input
            id={input}
            type="file"
            className="jp-CanvasShare-file"
            accept=".csv,.parquet"
            onChange={event => {
              take(event.target.files);
              // so that the same file, corrected, can be chosen again
              event.target.value = '';
            }}
          />
          <label
            htmlFor={input}
            className="jp-CanvasShare-button jp-mod-accept"
          >
            {trans.__('Choose a file')}
          </label>
          {several && (
            <p role="alert">{trans.__('One file at a time, please.')}</p>
          )}
        </>
      ) : (
        <div className="jp-CanvasShare-uploading" role="status">
          <p>{trans.__('Sending %1…', uploading)}</p>
          <ProgressBar
            fraction={null}
            label={trans.__('Sending %1', uploading)}
          />
        </div>
      )}
    </div>
  );
}
