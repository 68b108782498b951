import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import type { ModelSource } from '../api/types';
import { automlIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import { modelInMenu } from './modelInMenu';
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
            source: {
              type: 'string',
              description: trans.__('Where the model comes from')
            },
            id: {
              type: 'string',
              description: trans.__(
                'The model; left out, the one under the context menu'
              )
            },
            name: {
              type: 'string',
              description: trans.__('What the tab is called')
            }
          }
        }
      },
      execute: args => {
        const model = args.id ? args : modelInMenu(app);
        if (!model) {
          throw new Error(
            trans.__(
              'Choose a model first: right-click it in its Autopilot job.'
            )
          );
        }
        const source = String(model.source) as ModelSource;
        const id = String(model.id);
        const name = String(model.name ?? id);
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
