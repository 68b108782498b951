import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { deleteIcon } from '@jupyterlab/ui-components';
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

    const ofJob = {
      type: 'object',
      required: ['name'],
      properties: {
        name: {
          type: 'string',
          description: trans.__('The name of the AutoML job')
        }
      }
    };

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
      describedBy: { args: ofJob },
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

    app.commands.addCommand(CommandIDs.deleteJob, {
      label: trans.__('Delete Autopilot job'),
      icon: deleteIcon,
      describedBy: { args: ofJob },
      execute: async args => {
        const name = String(args.name);
        const { deleteJob } = await import('../views/autopilot/deleteJob');
        if ((await deleteJob(studio, name)) !== null) {
          jobs.close(name);
          canvasShare.refresh();
        }
      }
    });
  }
};
