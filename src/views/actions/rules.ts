import type { SharedModel } from '../../api/types';
import type { ITrans } from '../../components/host';
import { CommandIDs } from '../../tokens';

/** What a command needs to know of a share to say whether and how it applies. */
export type ShareFacts = Pick<
  SharedModel,
  'id' | 'title' | 'owner' | 'direction' | 'blocked'
> & { ended: boolean };

export type Action =
  | typeof CommandIDs.addRecipients
  | typeof CommandIDs.revoke
  | typeof CommandIDs.remove
  | typeof CommandIDs.block
  | typeof CommandIDs.unblock;

/** A share as commands and data attributes carry it. */
export function factsOf(model: SharedModel): ShareFacts {
  const { id, title, owner, direction, blocked, state } = model;
  const ended = state === 'revoked' || state === 'removed';
  return { id, title, owner, direction, blocked, ended };
}

/** What this person can do with a share, in the order of menus. */
export function actionsOf({ direction, ended, blocked }: ShareFacts): Action[] {
  const { addRecipients, revoke, remove, block, unblock } = CommandIDs;
  if (direction === 'by-me') {
    return ended ? [remove] : [addRecipients, revoke];
  }
  return [remove, blocked ? unblock : block];
}

export function actionLabel(
  trans: ITrans,
  action: Action,
  owner: string
): string {
  switch (action) {
    case CommandIDs.addRecipients:
      return trans.__('Add recipients');
    case CommandIDs.revoke:
      return trans.__('Revoke');
    case CommandIDs.remove:
      return trans.__('Remove');
    case CommandIDs.block:
      return trans.__('Block %1', owner);
    case CommandIDs.unblock:
      return trans.__('Unblock %1', owner);
  }
}
