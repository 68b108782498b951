import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import { automlIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import type { IPair } from '../views/details/Compare';
import { Screens } from './screens';
import { createStudio } from './studio';

const Compare = React.lazy(() => import('../views/details/Compare'));

export const compareModels: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:compare-models',
  description: 'The tab that shows two models of one experiment side by side.',
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
      'jp-CanvasShare-compare',
      CommandIDs.compareModels
    );

    app.commands.addCommand(CommandIDs.compareModels, {
      label: trans.__('Compare models'),
      describedBy: {
        args: {
          type: 'object',
          required: ['job', 'left', 'right'],
          properties: {
            job: {
              type: 'string',
              description: trans.__('The name of the AutoML job')
            },
            left: {
              type: 'string',
              description: trans.__('The name of one model of the job')
            },
            right: {
              type: 'string',
              description: trans.__('The name of another model of the job')
            }
          }
        }
      },
      execute: args => {
        const job = String(args.job);
        let pair: IPair = {
          left: String(args.left),
          right: String(args.right)
        };
        const initial = pair;
        const widget = screens.open({
          key: `${job}:${pair.left}:${pair.right}`,
          title: trans.__('Compare: %1', job),
          caption: trans.__('Two models of %1 side by side', job),
          icon: automlIcon,
          args: () => ({ job, ...pair }),
          render: () => (
            <Compare
              job={job}
              initial={initial}
              onPair={chosen => {
                pair = chosen;
                screens.save(widget);
              }}
            />
          )
        });
        return widget;
      }
    });
  }
};
