import {
  ILayoutRestorer,
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import { SORTS } from '../api/rules';
import { sharedModelsIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import { DEFAULT_FILTER, toFilter } from '../views/shared/filter';
// the router's rule has to be there before the first route
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { Address } from './address';
import { Screens } from './screens';
import { createStudio } from './studio';

const SharedModels = React.lazy(() => import('../views/shared/SharedModels'));
const SharedModel = React.lazy(() => import('../views/shared/SharedModel'));

const LISTS = 'jp-CanvasShare-sharedModels';

export const sharedModels: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:shared-models',
  description:
    'The models shared by me and with me, and one tab for each of them.',
  autoStart: true,
  requires: [ICanvasShare],
  optional: [ILayoutRestorer, IRouter],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    restorer: ILayoutRestorer | null,
    router: IRouter | null
  ) => {
    const { trans } = canvasShare.host;
    const studio = createStudio(app, canvasShare);
    const lists = new Screens(
      app,
      studio,
      restorer,
      LISTS,
      CommandIDs.openSharedModels
    );
    const shares = new Screens(
      app,
      studio,
      restorer,
      'jp-CanvasShare-sharedModel',
      CommandIDs.openSharedModel
    );
    let filter = DEFAULT_FILTER;
    const address = new Address(app, router, widget =>
      widget?.id.startsWith(LISTS) ? filter : null
    );

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
            },
            source: {
              type: ['string', 'null'],
              description: trans.__('Shared from')
            },
            sort: { enum: [...SORTS] },
            q: { type: 'string', description: trans.__('What to search for') }
          }
        }
      },
      execute: args => {
        // another list is another question: what was filtered in the one is not wanted in the other
        filter = toFilter(args, args.direction ? DEFAULT_FILTER : filter);
        const widget = lists.open({
          key: 'list',
          title: trans.__('Shared models and notebooks'),
          caption: trans.__('The models shared by you and with you'),
          icon: sharedModelsIcon,
          args: () => ({ ...filter }),
          render: () => (
            <SharedModels
              filter={filter}
              onFilter={chosen => {
                filter = chosen;
                widget.content.update();
                lists.save(widget);
                address.update();
              }}
            />
          )
        });
        widget.content.update();
        lists.save(widget);
        address.update();
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
