import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import type { Direction } from '../api/types';
import { sharedModelsIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import { Screens } from './screens';
import { createStudio } from './studio';

const SharedModels = React.lazy(() => import('../views/shared/SharedModels'));
const SharedModel = React.lazy(() => import('../views/shared/SharedModel'));

export const sharedModels: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:shared-models',
  description:
    'The models shared by me and with me, and one tab for each of them.',
  autoStart: true,
  requires: [ICanvasShare],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    restorer: ILayoutRestorer | null
  ) => {
    const { trans } = canvasShare.host;
    const studio = createStudio(app, canvasShare);
    const lists = new Screens(
      app,
      studio,
      restorer,
      'jp-CanvasShare-sharedModels',
      CommandIDs.openSharedModels
    );
    const shares = new Screens(
      app,
      studio,
      restorer,
      'jp-CanvasShare-sharedModel',
      CommandIDs.openSharedModel
    );
    let direction: Direction = 'by-me';

    app.commands.addCommand(CommandIDs.openSharedModels, {
      label: trans.__('Shared models'),
      caption: trans.__('The models shared by you and with you'),
      icon: sharedModelsIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            direction: {
              oneOf: [
                { const: 'by-me', title: trans.__('Shared by me') },
                { const: 'with-me', title: trans.__('Shared with me') }
              ]
            }
          }
        }
      },
      execute: args => {
        if (args.direction === 'by-me' || args.direction === 'with-me') {
          direction = args.direction;
        }
        const widget = lists.open({
          key: 'list',
          title: trans.__('Shared models and notebooks'),
          caption: trans.__('The models shared by you and with you'),
          icon: sharedModelsIcon,
          args: () => ({ direction }),
          render: () => (
            <SharedModels
              direction={direction}
              onDirection={chosen => {
                direction = chosen;
                widget.content.update();
                lists.save(widget);
              }}
            />
          )
        });
        widget.content.update();
        lists.save(widget);
        return widget;
      }
    });

    app.commands.addCommand(CommandIDs.openSharedModel, {
      label: trans.__('View model'),
      describedBy: {
        args: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string', description: trans.__('The SharedModel') },
            title: {
              type: 'string',
              description: trans.__('What the tab is called')
            }
          }
        }
      },
      execute: args => {
        const id = String(args.id);
        const title = String(args.title ?? trans.__('Shared model'));
        return shares.open({
          key: id,
          title,
          caption: trans.__('Shared model %1', title),
          icon: sharedModelsIcon,
          args: () => ({ id, title }),
          render: () => <SharedModel id={id} />
        });
      }
    });
  }
};
