import { Notification } from '@jupyterlab/apputils';

import type { Direction } from '../api/types';
import { CommandIDs } from '../tokens';
import type { IStudio } from '../views/studio';

const SHOWN_FOR = 15_000;
/** JupyterLab cuts notifications at 140 characters; what stands around a title should survive. */
const TITLE_LIMIT = 80;

/** A notification about a share, with a button that leads to the list it is in. */
export function notify(
  studio: IStudio,
  type: 'info' | 'success',
  message: string,
  action: { label: string; direction: Direction }
): void {
  const { label, direction } = action;
  Notification.emit(message, type, {
    autoClose: SHOWN_FOR,
    actions: [
      {
        label,
        callback: () =>
          studio.execute(CommandIDs.openSharedModels, { direction })
      }
    ]
  });
}

/** A title as a notification has room for it. */
export function shortened(title: string): string {
  return title.length > TITLE_LIMIT ? `${title.slice(0, TITLE_LIMIT)}…` : title;
}
