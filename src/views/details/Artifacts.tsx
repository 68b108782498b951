import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Artifact, ModelDetails } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { formatBytes } from '../../components/format';
import { useHost, type ITrans } from '../../components/host';
import { useStudio } from '../studio';

const GROUPS: readonly Artifact['group'][] = [
  'Inputs',
  'Outputs',
  'Intermediate results'
];

interface IArtifactsProps {
  model: ModelDetails['model'];
  artifacts: readonly Artifact[];
}

/** The files that went in, came out and lie between. */
export function Artifacts({
  model,
  artifacts
}: IArtifactsProps): React.JSX.Element {
  const host = useHost();
  const { trans } = host;
  const { canvasShare, execute } = useStudio();
  const [error, setError] = React.useState<unknown>(null);

  const download = async (file: string) => {
    setError(null);
    try {
      host.save(
        await canvasShare.client.artifact(model.source, model.id, file),
        file
      );
    } catch (reason) {
      setError(reason);
    }
  };

  return (
    <>
      <ErrorBanner error={error} onDismiss={() => setError(null)} />
      {GROUPS.map(group => {
        const files = artifacts.filter(artifact => artifact.group === group);
        return (
          files.length > 0 && (
            <section key={group}>
              <h3>{groupLabel(trans, group)}</h3>
              <ul className="jp-CanvasShare-files">
                {files.map(
                  ({
                    name,
                    description,
                    size,
                    path,
                    download: file,
                    sha256
                  }) => (
                    <li key={name}>
                      <div>
                        <span className="jp-CanvasShare-fileName">{name}</span>{' '}
                        {size !== null && (
                          <span className="jp-CanvasShare-quiet">
                            {formatBytes(size)}
                          </span>
                        )}
                        <p className="jp-CanvasShare-quiet">{description}</p>
                        {sha256 && (
                          <p className="jp-CanvasShare-quiet jp-CanvasShare-digest">
                            {trans.__('SHA-256: %1', sha256)}
                          </p>
                        )}
                      </div>
                      <div className="jp-CanvasShare-fileActions">
                        {path !== null && (
                          <Button
                            className="jp-mod-styled"
                            aria-label={trans.__('Open %1', name)}
                            onClick={() =>
                              execute('filebrowser:open-path', { path })
                            }
                          >
                            {trans.__('Open')}
                          </Button>
                        )}
                        {file !== null && (
                          <Button
                            className="jp-mod-styled"
                            aria-label={trans.__('Download %1', name)}
                            onClick={() => void download(file)}
                          >
                            {trans.__('Download')}
                          </Button>
                        )}
                      </div>
                    </li>
                  )
                )}
              </ul>
            </section>
          )
        );
      })}
    </>
  );
}

function groupLabel(trans: ITrans, group: Artifact['group']): string {
  switch (group) {
    case 'Inputs':
      return trans.__('Inputs');
    case 'Outputs':
      return trans.__('Outputs');
    case 'Intermediate results':
      return trans.__('Intermediate results');
  }
}
