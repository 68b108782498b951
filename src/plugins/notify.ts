import { Notification } from '@jupyterlab/apputils';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IStudio } from '../views/studio';

const SHOWN_FOR = 15_000;

/** A notification about a share, with a button that does something about it. */
export function notify(
  studio: IStudio,
  type: 'info' | 'success',
  message: string,
  action: { label: string; command: string; args: ReadonlyPartialJSONObject }
): void {
  const { label, command, args } = action;
  Notification.emit(message, type, {
    autoClose: SHOWN_FOR,
    actions: [{ label, callback: () => studio.execute(command, args) }]
  });
}
