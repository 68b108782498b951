import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { shareIcon } from '@jupyterlab/ui-components';

import type { SharedModel } from '../api/types';
import { CommandIDs, ICanvasShare } from '../tokens';
import type { IStudio } from '../views/studio';
import { chosenModel, modelArguments, modelInMenu } from './modelInMenu';
import { shortened } from '../views/news';
import { notify } from './notify';
import { createStudio } from './studio';

export const share: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:share',
  description: 'Shares a model with Canvas users.',
  autoStart: true,
  requires: [ICanvasShare],
  activate: (app: JupyterFrontEnd, canvasShare: ICanvasShare) => {
    const { trans } = canvasShare.host;
    const studio = createStudio(app, canvasShare);

    app.commands.addCommand(CommandIDs.shareModel, {
      label: trans.__('Share Model'),
      isEnabled: args =>
        Boolean(args.id) || modelInMenu(app)?.shareable === true,
      describedBy: {
        args: { type: 'object', properties: modelArguments(trans) }
      },
      execute: async args => {
        const { source, id } = chosenModel(app, args, trans);
        const { shareModel } = await import('../views/share/dialog');
        const shared = await shareModel(studio, source, id);
        if (shared !== null) {
          confirm(studio, shared);
        }
      }
    });

    app.commands.addCommand(CommandIDs.pickModel, {
      label: trans.__('Share model'),
      caption: trans.__('Choose one of your models and share it'),
      icon: shareIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async () => {
        const { pickModel } = await import('../views/share/pick');
        const model = await pickModel(studio, ({ source, id, title }) =>
          studio.execute(CommandIDs.openModel, { source, id, name: title })
        );
        if (model !== null) {
          await app.commands.execute(CommandIDs.shareModel, {
            source: model.source,
            id: model.id
          });
        }
      }
    });
  }
};

function confirm(studio: IStudio, shared: SharedModel): void {
  const { trans } = studio.canvasShare.host;
  const message = trans._n(
    'Shared %2 with %1 Canvas user',
    'Shared %2 with %1 Canvas users',
    shared.recipients.length,
    shortened(shared.title)
  );
  notify(studio, 'success', message, {
    label: trans.__('View model'),
    command: CommandIDs.openSharedModels,
    args: { direction: 'by-me' }
  });
}
