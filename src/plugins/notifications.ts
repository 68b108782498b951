import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { ICanvasShare, type ISharedModelChange } from '../tokens';
import { notify, shortened } from './notify';
import { createStudio } from './studio';

export const notifications: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:notifications',
  description: 'Says when a colleague has shared a model.',
  autoStart: true,
  requires: [ICanvasShare],
  activate: (app: JupyterFrontEnd, canvasShare: ICanvasShare) => {
    const { client, host } = canvasShare;
    const { trans } = host;
    const studio = createStudio(app, canvasShare);

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
          const title = shortened(shared_model.title);
          notify(
            studio,
            'info',
            trans.__('%1 shared %2 with you', shared_model.owner, title),
            { label: trans.__('View shared models'), direction: 'with-me' }
          );
        }
      } catch (error) {
        console.warn('A received model cannot be announced', error);
      }
    };
    canvasShare.changed.connect(onChanged);
  }
};
