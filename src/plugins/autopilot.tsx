import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import { automlIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import { Screens } from './screens';
import { createStudio } from './studio';

const JobList = React.lazy(() => import('../views/autopilot/JobList'));
const Job = React.lazy(() => import('../views/autopilot/Job'));

export const autopilot: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:autopilot',
  description:
    'The list of Autopilot experiments, and one tab for each of them.',
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
      'jp-CanvasShare-autopilot',
      CommandIDs.openAutopilot
    );
    const jobs = new Screens(
      app,
      studio,
      restorer,
      'jp-CanvasShare-job',
      CommandIDs.openJob
    );

    app.commands.addCommand(CommandIDs.openAutopilot, {
      label: trans.__('AutoML'),
      caption: trans.__('Train models on a table with Autopilot'),
      icon: automlIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () =>
        lists.open({
          key: 'list',
          title: trans.__('Autopilot'),
          caption: trans.__('The Autopilot experiments'),
          icon: automlIcon,
          args: () => ({}),
          render: () => <JobList />
        })
    });

    app.commands.addCommand(CommandIDs.openJob, {
      label: trans.__('Open Autopilot job'),
      describedBy: {
        args: {
          type: 'object',
          required: ['name'],
          properties: {
            name: {
              type: 'string',
              description: trans.__('The name of the AutoML job')
            }
          }
        }
      },
      execute: args => {
        const name = String(args.name);
        return jobs.open({
          key: name,
          title: trans.__('Autopilot job: %1', name),
          caption: trans.__('Autopilot job %1', name),
          icon: automlIcon,
          args: () => ({ name }),
          render: () => <Job name={name} />
        });
      }
    });
  }
};
