import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';

// client and model are what this plugin provides, so activation needs them at once
/* eslint-disable jupyter/prefer-lazy-imports */
import { CanvasShareClient } from '../api/client';
import { ICanvasShare } from '../tokens';
import { LabHost } from './host';
import { CanvasShareModel } from './model';
import { serverTransport } from './transport';
/* eslint-enable jupyter/prefer-lazy-imports */

export const service: JupyterFrontEndPlugin<ICanvasShare> = {
  id: 'jupyterlab-canvas-share:service',
  description:
    'The REST client of the sharing service and its stream of changes.',
  autoStart: true,
  requires: [IRenderMimeRegistry, ITranslator],
  optional: [IThemeManager],
  provides: ICanvasShare,
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator,
    themes: IThemeManager | null
  ): ICanvasShare => {
    const trans = translator.load('jupyterlab_canvas_share');
    const { events, serverSettings, connectionFailure } = app.serviceManager;
    const model = new CanvasShareModel({
      client: new CanvasShareClient(serverTransport(serverSettings, trans)),
      host: new LabHost(trans, rendermime, themes),
      events
    });
    connectionFailure.connect(() => model.news.connectionLost());
    void app.restored.then(() => model.news.start());
    return model;
  }
};
