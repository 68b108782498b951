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
/** A badge has room for two digits. */
const MOST = 99;

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
    panel.node.setAttribute('role', 'region');
    panel.node.setAttribute('aria-label', trans.__('Home'));
    const showUnread = () => {
      const unread = canvasShare.news.latest?.answer.unread ?? 0;
      panel.title.caption =
        unread > 0 ? trans.__('Home (%1 new)', unread) : trans.__('Home');
      panel.title.dataset = unread > 0 ? { unread: badge(unread) } : {};
    };
    canvasShare.news.read.connect(showUnread);
    showUnread();
    app.shell.add(panel, 'left', { rank: RANK, type: 'Canvas Share' });
    restorer?.add(panel, ID);
  }
};

function badge(unread: number): string {
  return unread > MOST ? `${MOST}+` : String(unread);
}
