import * as React from 'react';

import type { InputPreview } from '../../api/types';
import { useStudio } from '../studio';

interface IPreviewState {
  preview: InputPreview | null;
  error: unknown;
  busy: boolean;
}

export interface IPreview extends IPreviewState {
  /** Have the server look at the file; an answer overtaken by a later call is dropped. */
  load(path: string, target: string): void;
}

export function usePreview(): IPreview {
  const { client } = useStudio().canvasShare;
  const [state, setState] = React.useState<IPreviewState>({
    preview: null,
    error: null,
    busy: false
  });
  const latest = React.useRef(0);

  const load = React.useCallback(
    (path: string, target: string) => {
      const call = ++latest.current;
      const finish = (next: Partial<IPreviewState>) => {
        if (call === latest.current) {
          setState(old => ({ ...old, ...next, busy: false }));
        }
      };
      setState(old => ({ ...old, error: null, busy: true }));
      client.inputPreview(path, target || undefined).then(
        preview => finish({ preview }),
        error => finish({ preview: null, error })
      );
    },
    [client]
  );

  return { ...state, load };
}
