import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';

import { CommandIDs, ICanvasShare } from '../tokens';

export const entries: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:entries',
  description:
    'The entries of the launcher and the command palette, for what this server can do.',
  autoStart: true,
  requires: [ICanvasShare],
  optional: [ILauncher, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    launcher: ILauncher | null,
    palette: ICommandPalette | null
  ) => {
    const category = canvasShare.host.trans.__('Models');
    void canvasShare.ready.then(({ capabilities }) => {
      if (capabilities.train) {
        launcher?.add({ command: CommandIDs.openAutopilot, category, rank: 1 });
        palette?.addItem({ command: CommandIDs.openAutopilot, category });
        palette?.addItem({ command: CommandIDs.createExperiment, category });
      }
      if (capabilities.studio) {
        launcher?.add({
          command: CommandIDs.openSharedModels,
          category,
          rank: 2
        });
        palette?.addItem({ command: CommandIDs.openSharedModels, category });
      }
    });
    // Home shows a refusal with what to do about it; nobody asked for anything here
    void app.restored.then(() => canvasShare.me()).catch(() => undefined);
  }
};
