import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import { CommandIDs, ICanvasShare, type ISharedModelChange } from '../tokens';
import { createStudio } from './studio';

const SHOWN_FOR = 15_000;
const TITLE_LIMIT = 80;

export const notifications: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:notifications',
  description: 'Says when a colleague has shared a model.',
  autoStart: true,
  requires: [ICanvasShare],
  activate: (app: JupyterFrontEnd, canvasShare: ICanvasShare) => {
    const { client, host } = canvasShare;
    const { trans } = host;
    const studio = createStudio(app, canvasShare);

    const notify = (message: string) =>
      Notification.info(message, {
        autoClose: SHOWN_FOR,
        actions: [
          {
            label: trans.__('View shared models'),
            callback: () =>
              studio.execute(CommandIDs.openSharedModels, {
                direction: 'with-me'
              })
          }
        ]
      });

    const onChanged = async (
      _: ICanvasShare,
      { action, sharedModel }: ISharedModelChange
    ) => {
      if (action !== 'received') {
        return;
      }
      try {
        // the event bus can be forged: what is said is what the server answers
        const { shared_model } = await client.sharedModel(sharedModel);
        if (shared_model.direction === 'with-me' && shared_model.unseen) {
          const title = shared_model.title.slice(0, TITLE_LIMIT);
          notify(trans.__('%1 shared %2 with you', shared_model.owner, title));
        }
      } catch (error) {
        console.warn('A received model cannot be announced', error);
      }
    };
    canvasShare.changed.connect(onChanged);
  }
};
