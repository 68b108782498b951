import type { JupyterFrontEnd } from '@jupyterlab/application';

export interface IModelInMenu {
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
