import type { HistoryEntry, SharedModel } from '../api/types';
import type { ITrans } from './host';

/** What somebody did with a shared model, where the model is plain to see. */
export function eventText(
  trans: ITrans,
  { kind, author }: Pick<HistoryEntry, 'kind' | 'author'>
): string {
  switch (kind) {
    case 'shared':
      return trans.__('%1 shared the model', author);
    case 'updated':
      return trans.__('%1 shared an update of the model', author);
    case 'alternate':
      return trans.__('%1 shared an alternate model', author);
    case 'feedback':
      return trans.__('%1 shared feedback', author);
    case 'recipients-added':
      return trans.__('%1 shared the model with more people', author);
    case 'revoked':
      return trans.__('%1 revoked the model', author);
    case 'seen':
      return trans.__('%1 viewed the model', author);
    case 'removed':
      return trans.__('%1 removed the model', author);
    case 'blocked':
      return trans.__('%1 blocked the sender', author);
    case 'unblocked':
      return trans.__('%1 unblocked the sender', author);
  }
}

/** What happened last, as a card tells it to whom it belongs or was shared with. */
export function lastEventText(
  trans: ITrans,
  { last_event: { kind, author }, owner, direction }: SharedModel
): string {
  const byMe = direction === 'by-me';
  return eventText(trans, {
    // who was added later is one of those people
    kind: kind === 'recipients-added' && !byMe ? 'shared' : kind,
    author: byMe === (author === owner) ? trans.__('You') : author
  });
}
