import type { Notification } from '../api/types';
import type { ITrans } from './host';

/** What somebody did with a shared model, as a sentence. */
export function newsText(
  trans: ITrans,
  { kind, author, title }: Pick<Notification, 'kind' | 'author' | 'title'>
): string {
  switch (kind) {
    case 'updated':
      return trans.__('%1 shared an update of %2.', author, title);
    case 'alternate':
      return trans.__('%1 shared an alternate model for %2.', author, title);
    case 'feedback':
      return trans.__('%1 shared feedback on %2.', author, title);
    case 'revoked':
      return trans.__('%1 no longer shares %2.', author, title);
    default:
      return trans.__('%1 shared the model %2 with you.', author, title);
  }
}
