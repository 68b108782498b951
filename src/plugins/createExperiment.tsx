import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  IDefaultFileBrowser,
  IFileBrowserFactory
} from '@jupyterlab/filebrowser';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator } from '@jupyterlab/translation';
import * as React from 'react';

import { automlIcon } from '../icons';
import { CommandIDs, ICanvasShare } from '../tokens';
import type { IDraftStore } from '../views/autopilot/draft';
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
  optional: [
    IFileBrowserFactory,
    IDefaultFileBrowser,
    ILayoutRestorer,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    translator: ITranslator,
    browsers: IFileBrowserFactory | null,
    browser: IDefaultFileBrowser | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null
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
              description: trans.__(
                'The CSV or Parquet file, or the folder of parts, to learn from'
              )
            },
            clone: {
              type: 'string',
              description: trans.__('The AutoML job whose settings are taken')
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
        const clone = args.clone ? String(args.clone) : null;
        const key = clone === null ? path : `clone:${clone}`;
        const drafts = draftStore(state, key);
        const widget = screens.open({
          key,
          title:
            clone === null
              ? trans.__('Create experiment')
              : trans.__('Clone of %1', clone),
          caption:
            clone !== null
              ? trans.__('Create an AutoML experiment like %1', clone)
              : path
                ? trans.__('Create an AutoML experiment on %1', path)
                : trans.__('Create an AutoML experiment'),
          icon: automlIcon,
          args: () => (clone === null ? { path } : { clone }),
          render: () => (
            <CreateExperiment
              path={path}
              clone={clone}
              drafts={drafts}
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

/** What is entered into one tab, in the workspace; without one it lives as long as the tab. */
function draftStore(state: IStateDB | null, key: string): IDraftStore {
  const id = `jupyterlab-canvas-share:experiment:${key}`;
  return {
    load: async () => state?.fetch(id),
    save: async draft => {
      await state?.save(id, { ...draft, experiment: { ...draft.experiment } });
    },
    remove: async () => {
      await state?.remove(id);
    }
  };
}

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
    label: trans.__('Choose a CSV or Parquet file, or a folder of them'),
    translator,
    filter: ({ type, name }) =>
      type === 'directory' || DATA_FILE.test(name) ? {} : null
  });
  const [chosen] = result.value ?? [];
  // with nothing selected it is the folder that is open; the root is no data set
  return (result.button.accept && chosen?.path) || null;
}
