import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import type { ModelSource, SharedModel } from '../api/types';
import { CommandIDs, ICanvasShare } from '../tokens';
import type { IStudio } from '../views/studio';
import { modelInMenu } from './modelInMenu';
import { createStudio } from './studio';

const SHOWN_FOR = 15_000;
/** JupyterLab cuts notifications at 140 characters; the number of people should survive. */
const TITLE_LIMIT = 80;

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
        args: {
          type: 'object',
          properties: {
            source: {
              type: 'string',
              description: trans.__('Where the model comes from')
            },
            id: {
              type: 'string',
              description: trans.__(
                'The model; left out, the one under the context menu'
              )
            }
          }
        }
      },
      execute: async args => {
        const model = args.id ? args : modelInMenu(app);
        if (!model) {
          throw new Error(
            trans.__(
              'Choose a model first: right-click it in its Autopilot job.'
            )
          );
        }
        const { shareModel } = await import('../views/share/dialog');
        const source = String(model.source) as ModelSource;
        const shared = await shareModel(studio, source, String(model.id));
        if (shared !== null) {
          confirm(studio, shared);
        }
      }
    });
  }
};

function confirm(studio: IStudio, shared: SharedModel): void {
  const { trans } = studio.canvasShare.host;
  const people = shared.recipients.length;
  const title =
    shared.title.length > TITLE_LIMIT
      ? `${shared.title.slice(0, TITLE_LIMIT)}…`
      : shared.title;
  Notification.success(
    trans._n(
      'Shared %2 with %1 Canvas user',
      'Shared %2 with %1 Canvas users',
      people,
      title
    ),
    {
      autoClose: SHOWN_FOR,
      actions: [
        {
          label: trans.__('View model'),
          callback: () =>
            studio.execute(CommandIDs.openSharedModels, { direction: 'by-me' })
        }
      ]
    }
  );
}
