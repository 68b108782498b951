import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  IDefaultFileBrowser,
  IFileBrowserFactory
} from '@jupyterlab/filebrowser';
import { ITranslator } from '@jupyterlab/translation';
import * as React from 'react';

import { automlIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import { Screens } from './screens';
import { createStudio } from './studio';

const CreateExperiment = React.lazy(
  () => import('../views/autopilot/CreateExperiment')
);

const DATA_FILE = /\.(csv|tsv|parquet)(\.gz)?$/i;

export const createExperiment: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:create-experiment',
  description:
    'The form that starts an Autopilot experiment, also from the file browser.',
  autoStart: true,
  requires: [ICanvasShare, ITranslator],
  optional: [IFileBrowserFactory, IDefaultFileBrowser, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    translator: ITranslator,
    browsers: IFileBrowserFactory | null,
    browser: IDefaultFileBrowser | null,
    restorer: ILayoutRestorer | null
  ) => {
    const { trans } = canvasShare.host;
    const studio = createStudio(
      app,
      canvasShare,
      browser && (() => browseForData(browser, translator))
    );
    const screens = new Screens(
      app,
      studio,
      restorer,
      'jp-CanvasShare-create',
      CommandIDs.createExperiment
    );
    const selected = (): string | null => {
      const items = Array.from(
        browsers?.tracker.currentWidget?.selectedItems() ?? []
      );
      const [only] = items;
      return items.length === 1 && DATA_FILE.test(only.name) ? only.path : null;
    };

    app.commands.addCommand(CommandIDs.createExperiment, {
      label: args =>
        args.selection
          ? trans.__('Create Autopilot experiment')
          : trans.__('Create an AutoML experiment'),
      icon: args => (args.selection ? automlIcon : undefined),
      isVisible: args => !args.selection || selected() !== null,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            path: {
              type: 'string',
              description: trans.__('The CSV or Parquet file to learn from')
            },
            selection: {
              type: 'boolean',
              description: trans.__('Use the file selected in the file browser')
            }
          }
        }
      },
      execute: args => {
        const path = args.selection
          ? (selected() ?? '')
          : String(args.path ?? '');
        const widget = screens.open({
          key: path,
          title: trans.__('Create experiment'),
          caption: path
            ? trans.__('Create an AutoML experiment on %1', path)
            : trans.__('Create an AutoML experiment'),
          icon: automlIcon,
          args: () => ({ path }),
          render: () => (
            <CreateExperiment
              path={path}
              onCreated={name => {
                studio.execute(CommandIDs.openJob, { name });
                widget.dispose();
              }}
            />
          )
        });
        return widget;
      }
    });
  }
};

async function browseForData(
  browser: IDefaultFileBrowser,
  translator: ITranslator
): Promise<string | null> {
  const { FileDialog } = await import('@jupyterlab/filebrowser');
  const trans = translator.load('jupyterlab_canvas_share');
  const result = await FileDialog.getOpenFiles({
    manager: browser.model.manager,
    defaultPath: browser.model.path,
    title: trans.__('Input data'),
    label: trans.__('Choose a CSV or Parquet file'),
    translator,
    filter: ({ type, name }) =>
      type === 'directory' || DATA_FILE.test(name) ? {} : null
  });
  const chosen = result.value?.find(({ type }) => type !== 'directory');
  return result.button.accept && chosen ? chosen.path : null;
}
