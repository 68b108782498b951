import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import * as React from 'react';

import { homeIcon } from '../icons';
import { ICanvasShare } from '../tokens';
import { StudioView } from '../views/widget';
import { createStudio } from './studio';

const Home = React.lazy(() => import('../views/home/Home'));

const ID = 'jp-CanvasShare-home';
const RANK = 600;

export const home: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:home',
  description:
    'The Home panel in the left sidebar: AutoML, and Models with Shared models.',
  autoStart: true,
  requires: [ICanvasShare],
  optional: [ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    restorer: ILayoutRestorer | null
  ) => {
    const { trans } = canvasShare.host;
    const panel = new StudioView(createStudio(app, canvasShare), () => (
      <Home />
    ));
    panel.id = ID;
    panel.title.icon = homeIcon;
    panel.title.caption = trans.__('Home');
    panel.node.setAttribute('role', 'region');
    panel.node.setAttribute('aria-label', trans.__('Home'));
    app.shell.add(panel, 'left', { rank: RANK, type: 'Canvas Share' });
    restorer?.add(panel, ID);
  }
};
