import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import * as React from 'react';

import { ICanvasShare } from '../tokens';
import { newsAction, newsMessage } from '../views/news';
import { StudioView } from '../views/widget';
import { Announcements, NOTHING_TOLD, type ITold } from './announcements';
import { notify } from './notify';
import { createStudio } from './studio';

const NewsBanner = React.lazy(() => import('../views/NewsBanner'));

const ID = 'jp-CanvasShare-banner';
const TOLD = 'jupyterlab-canvas-share:told';

export const notifications: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:notifications',
  description:
    'Says what colleagues did: a notification for each, a banner for what came while nobody looked.',
  autoStart: true,
  requires: [ICanvasShare],
  optional: [IStateDB],
  activate: (
    app: JupyterFrontEnd,
    canvasShare: ICanvasShare,
    state: IStateDB | null
  ) => {
    const { news, host } = canvasShare;
    const studio = createStudio(app, canvasShare);
    void app.restored.then(async () => {
      const announcements = new Announcements(await told(state));
      announcements.toldChanged.connect((_, now) => {
        // in the worst case something is told a second time
        state?.save(TOLD, { ...now }).catch(error => console.warn(error));
      });
      announcements.announced.connect((_, item) => {
        notify(
          studio,
          'info',
          newsMessage(host.trans, item),
          newsAction(host.trans, item)
        );
      });
      addBanner(app, canvasShare, announcements);
      if (news.latest !== null) {
        announcements.take(news.latest);
      }
      news.read.connect((_, reading) => announcements.take(reading));
    });
  }
};

async function told(state: IStateDB | null): Promise<ITold> {
  try {
    return ((await state?.fetch(TOLD)) as ITold | undefined) ?? NOTHING_TOLD;
  } catch (error) {
    console.warn('What was told before cannot be read', error);
    return NOTHING_TOLD;
  }
}

/** In the page's header while something waits, and only then. */
function addBanner(
  app: JupyterFrontEnd,
  canvasShare: ICanvasShare,
  announcements: Announcements
): void {
  let banner: StudioView | null = null;
  announcements.waitingChanged.connect((_, { items }) => {
    if (items.length === 0) {
      banner?.dispose();
      banner = null;
    } else if (banner === null) {
      banner = new StudioView(createStudio(app, canvasShare), () => (
        <NewsBanner
          {...announcements.waiting}
          onDismiss={() => {
            announcements.dismiss();
            if (document.activeElement === document.body) {
              // the button that had the focus is gone
              app.shell.activateById(app.shell.currentWidget?.id ?? '');
            }
          }}
        />
      ));
      banner.id = ID;
      banner.addClass('jp-CanvasShare-bannerArea');
      banner.node.setAttribute('role', 'region');
      banner.node.setAttribute(
        'aria-label',
        canvasShare.host.trans.__('News of shared models')
      );
      app.shell.add(banner, 'header');
    } else {
      banner.update();
    }
  });
}
