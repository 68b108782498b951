import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import { automlIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import { chosenModel, modelArguments } from './modelInMenu';
import { Screens } from './screens';
import { createStudio } from './studio';

const Model = React.lazy(() => import('../views/details/Model'));

export const modelDetails: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:model-details',
  description:
    'The Model Details tab, and the entry in the context menu of a model.',
  autoStart: true,
  requires: [ICanvasShare],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    restorer: ILayoutRestorer | null
  ) => {
    const { trans } = canvasShare.host;
    const screens = new Screens(
      app,
      createStudio(app, canvasShare),
      restorer,
      'jp-CanvasShare-model',
      CommandIDs.openModel
    );

    app.commands.addCommand(CommandIDs.openModel, {
      label: trans.__('Open in model details'),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            ...modelArguments(trans),
            name: {
              type: 'string',
              description: trans.__('What the tab is called')
            }
          }
        }
      },
      execute: args => {
        const { source, id, name } = chosenModel(app, args, trans);
        return screens.open({
          key: `${source}:${id}`,
          title: trans.__('Model Details: %1', name),
          caption: trans.__('Model Details of %1', id),
          icon: automlIcon,
          args: () => ({ source, id, name }),
          render: () => <Model source={source} id={id} />
        });
      }
    });
  }
};
