import * as React from 'react';

import { ApiError } from '../../api/errors';
import type { InputPreview } from '../../api/types';
import { useStudio } from '../studio';

/** What is known of a file: null and null while it is looked at, or nobody asked. */
export interface IReading {
  /** The file that was looked at last. */
  path: string;
  preview: InputPreview | null;
  error: unknown;
  busy: boolean;
}

export interface IPreview extends IReading {
  /** Have the server look at the file; an answer overtaken by a later call is dropped. */
  load(path: string, target?: string): void;
}

/** What is known of a file to train on or, with `validation`, only to validate on. */
export function usePreview(validation = false): IPreview {
  const { client } = useStudio().canvasShare;
  const [state, setState] = React.useState<IReading>({
    path: '',
    preview: null,
    error: null,
    busy: false
  });
  const latest = React.useRef(0);

  const load = React.useCallback(
    (path: string, target = '') => {
      const call = ++latest.current;
      const finish = (next: Partial<IReading>) => {
        if (call === latest.current) {
          setState(old => ({ ...old, ...next, busy: false }));
        }
      };
      setState(old => ({
        path,
        // another target of the same file: what is shown stays until the answer
        preview: path === old.path ? old.preview : null,
        error: null,
        busy: true
      }));
      const asked = validation
        ? client.validationPreview(path)
        : client.inputPreview(path, target);
      asked
        .catch(error => {
          // the target of another file: what this one has is still to be seen
          if (error instanceof ApiError && error.code === 'no_such_target') {
            return client.inputPreview(path);
          }
          throw error;
        })
        .then(
          preview => finish({ preview }),
          error => finish({ preview: null, error })
        );
    },
    [client, validation]
  );

  return { ...state, load };
}
