import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Dialog, showErrorMessage } from '@jupyterlab/apputils';

import type { ITrans } from '../components/host';
import { CommandIDs, ICanvasShare } from '../tokens';

const OURS: ReadonlySet<string> = new Set(Object.values(CommandIDs));

export const failures: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:failures',
  description:
    'Says why a command failed, also one that a menu or a shortcut started.',
  autoStart: true,
  requires: [ICanvasShare],
  activate: (app: JupyterFrontEnd, canvasShare: ICanvasShare) => {
    const { trans } = canvasShare.host;
    app.commands.commandExecuted.connect((_, { id, result }) => {
      if (OURS.has(id)) {
        result.catch(error => showFailure(trans, error));
      }
    });
  }
};

/** Shows each failure once, also one that went through several commands. */
export function showFailure(trans: ITrans, error: Error): void {
  if (!shown.has(error)) {
    shown.add(error);
    void showErrorMessage(trans.__('That did not work'), error, [
      Dialog.okButton({ label: trans.__('Dismiss') })
    ]);
  }
}

const shown = new WeakSet<Error>();
