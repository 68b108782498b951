import type { Notification } from '../api/types';
import type { ITrans } from '../components/host';
import { newsText } from '../components/news';
import { CommandIDs } from '../tokens';

/** JupyterLab cuts notifications at 140 characters; what stands around a title should survive. */
const TITLE_LIMIT = 80;

/** A title as a notification has room for it. */
export function shortened(title: string): string {
  return title.length > TITLE_LIMIT ? `${title.slice(0, TITLE_LIMIT)}…` : title;
}

/** One event in words, short enough for a notification. */
export function newsMessage(trans: ITrans, item: Notification): string {
  return newsText(trans, { ...item, title: shortened(item.title) });
}

/** Several events in words, about so many shared models. */
export function newsSummary(
  trans: ITrans,
  items: readonly Notification[],
  models: number
): string {
  if (items.length === 1 && models === 1) {
    return newsMessage(trans, items[0]);
  }
  return items.every(({ kind }) => isShare(kind))
    ? trans._n(
        '%1 model was shared with you.',
        '%1 models were shared with you.',
        models
      )
    : trans._n(
        '%1 shared model has news for you.',
        '%1 shared models have news for you.',
        models
      );
}

/** What one does about an event: the button's label, and the command with its arguments. */
export function newsAction(
  trans: ITrans,
  { kind, shared_model, title, direction }: Notification
): { label: string; command: string; args: Record<string, string> } {
  return isShare(kind) || kind === 'revoked'
    ? {
        label: trans.__('View shared models'),
        command: CommandIDs.openSharedModels,
        args: { direction }
      }
    : {
        label: trans.__('View model'),
        command: CommandIDs.openSharedModel,
        args: { id: shared_model, title }
      };
}

function isShare(kind: Notification['kind']): boolean {
  return kind === 'shared' || kind === 'recipients-added';
}
