import type { JupyterFrontEnd } from '@jupyterlab/application';

import type { ICanvasShare } from '../tokens';
import type { IStudio } from '../views/studio';
import { showFailure } from './failures';

/** What views may do outside of themselves, in this application. */
export function createStudio(
  app: JupyterFrontEnd,
  canvasShare: ICanvasShare,
  browse: IStudio['browse'] = null
): IStudio {
  const { trans } = canvasShare.host;
  return {
    canvasShare,
    browse,
    openMenu: anchor => {
      const { left, bottom } = anchor.getBoundingClientRect();
      const { menu } = app.contextMenu;
      const restore = () => {
        menu.aboutToClose.disconnect(restore);
        anchor.focus();
      };
      // as a right click does it, so that commands find what was clicked
      anchor.dispatchEvent(
        new MouseEvent('contextmenu', {
          bubbles: true,
          cancelable: true,
          clientX: left,
          clientY: bottom
        })
      );
      menu.aboutToClose.connect(restore);
    },
    execute: (command, args) => {
      app.commands
        .execute(command, args)
        .catch(error => showFailure(trans, error));
    }
  };
}
