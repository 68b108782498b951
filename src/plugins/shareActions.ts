import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  clearIcon,
  deleteIcon,
  stopIcon,
  usersIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CommandIDs, ICanvasShare } from '../tokens';
import {
  actionLabel,
  actionsOf,
  type Action,
  type ShareFacts
} from '../views/actions/rules';
import { shortened } from '../views/news';
import type { IStudio } from '../views/studio';
import { notify } from './notify';
import { chosenShare, shareArguments } from './shareInMenu';
import { createStudio } from './studio';

const ICONS: Record<Action, LabIcon> = {
  [CommandIDs.addRecipients]: usersIcon,
  [CommandIDs.revoke]: stopIcon,
  [CommandIDs.remove]: deleteIcon,
  [CommandIDs.block]: clearIcon,
  [CommandIDs.unblock]: clearIcon
};

export const shareActions: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-canvas-share:share-actions',
  description:
    'What can be done with a share: add recipients, revoke, remove, block its sender.',
  autoStart: true,
  requires: [ICanvasShare],
  activate: (app: JupyterFrontEnd, canvasShare: ICanvasShare) => {
    const { trans } = canvasShare.host;
    const studio = createStudio(app, canvasShare);

    const add = (
      action: Action,
      execute: (share: ShareFacts) => Promise<void>
    ) => {
      const applies = (args: ReadonlyPartialJSONObject) => {
        const share = chosenShare(app, args);
        return share !== null && actionsOf(share).includes(action);
      };
      app.commands.addCommand(action, {
        label: args =>
          actionLabel(trans, action, chosenShare(app, args)?.owner ?? ''),
        icon: ICONS[action],
        isVisible: applies,
        isEnabled: applies,
        describedBy: {
          args: { type: 'object', properties: shareArguments(trans) }
        },
        execute: async args => {
          const share = chosenShare(app, args);
          if (share === null) {
            throw new Error(
              trans.__('Choose a model first: open the menu of its card.')
            );
          }
          await execute(share);
          // the event bus says so too, but its connection may be down
          canvasShare.refresh();
        }
      });
    };

    add(CommandIDs.addRecipients, async ({ id }) => {
      const { addRecipients } = await import('../views/actions/recipients');
      const { me, model } = await fresh(studio, id);
      const shared = await addRecipients(studio, me, model);
      if (shared !== null) {
        done(studio, trans.__('Shared %1 with more people', title(shared)));
      }
    });
    add(CommandIDs.revoke, async ({ id }) => {
      const { revoke } = await import('../views/actions/revoke');
      const { me, model } = await fresh(studio, id);
      const revoked = await revoke(studio, me, model);
      if (revoked !== null) {
        done(studio, trans.__('Revoked %1', title(revoked)));
      }
    });
    add(CommandIDs.remove, async share => {
      const { remove } = await import('../views/actions/confirm');
      await remove(studio, share);
    });
    add(CommandIDs.block, async share => {
      const { block } = await import('../views/actions/confirm');
      await block(studio, share);
    });
    add(CommandIDs.unblock, async ({ owner }) => {
      await canvasShare.client.block(owner, false);
    });
  }
};

/** The share as it is now, and who asks. */
async function fresh({ canvasShare }: IStudio, id: string) {
  const [me, { shared_model: model }] = await Promise.all([
    canvasShare.me(),
    canvasShare.client.sharedModel(id)
  ]);
  return { me, model };
}

function title(model: { title: string }): string {
  return shortened(model.title);
}

function done(studio: IStudio, message: string): void {
  const { trans } = studio.canvasShare.host;
  notify(studio, 'success', message, {
    label: trans.__('View shared models'),
    command: CommandIDs.openSharedModels,
    args: { direction: 'by-me' }
  });
}
