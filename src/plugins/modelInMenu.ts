import type { JupyterFrontEnd } from '@jupyterlab/application';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import type { ModelSource } from '../api/types';
import type { ITrans } from '../components/host';

interface IModelInMenu {
  source: string;
  id: string;
  name: string;
  shareable: boolean;
}

/** The model whose context menu was opened last; its row carries it in data attributes. */
export function modelInMenu(app: JupyterFrontEnd): IModelInMenu | null {
  const row = app.contextMenuHitTest(
    node => node.dataset.modelId !== undefined
  );
  return row
    ? {
        source: row.dataset.modelSource!,
        id: row.dataset.modelId!,
        name: row.dataset.modelName!,
        shareable: row.dataset.shareable === 'true'
      }
    : null;
}

/** The model a command is about: as its arguments say, else the one under the context menu. */
export function chosenModel(
  app: JupyterFrontEnd,
  args: ReadonlyPartialJSONObject,
  trans: ITrans
): { source: ModelSource; id: string; name: string } {
  const model = args.id ? args : modelInMenu(app);
  if (!model) {
    throw new Error(
      trans.__('Choose a model first: right-click it in its Autopilot job.')
    );
  }
  const id = String(model.id);
  return {
    source: String(model.source) as ModelSource,
    id,
    name: String(model.name ?? id)
  };
}

/** The arguments that `chosenModel` reads, as JSON schema. */
export function modelArguments(trans: ITrans): ReadonlyJSONObject {
  return {
    source: {
      type: 'string',
      description: trans.__('Where the model comes from')
    },
    id: {
      type: 'string',
      description: trans.__(
        'The model; left out, the one under the context menu'
      )
    }
  };
}
