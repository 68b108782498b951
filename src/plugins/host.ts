import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

import type { IHost, ITrans } from '../components/host';
import { save } from '../components/save';

const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/** A menu on every chart to save it; never "open in the Vega editor", which would send it away. */
const EMBED_OPTIONS = {
  actions: { export: true, source: false, compiled: false, editor: false }
};

/** What our components need from a page, as JupyterLab has it. */
export class LabHost implements IHost {
  readonly save = save;

  constructor(
    readonly trans: ITrans,
    private readonly _rendermime: IRenderMimeRegistry,
    private readonly _themes: IThemeManager | null
  ) {}

  async renderChart(element: HTMLElement, spec: object): Promise<() => void> {
    const renderer = this._rendermime.createRenderer(VEGA_LITE);
    const model = this._rendermime.createModel({
      data: { [VEGA_LITE]: spec as any },
      metadata: { [VEGA_LITE]: { embed_options: EMBED_OPTIONS } as any }
    });
    const draw = () => renderer.renderModel(model);
    const redraw = () => void draw();
    const remove = () => {
      this._themes?.themeChanged.disconnect(redraw);
      renderer.dispose();
    };
    // not Widget.attach: React takes the element away before it lets us remove the widget, and
    // Lumino refuses to detach what is no longer in the page
    element.append(renderer.node);
    try {
      await draw();
    } catch (error) {
      remove();
      throw error;
    }
    this._themes?.themeChanged.connect(redraw);
    return remove;
  }
}
