import type { Notification, SharedModel } from '../api/types';
import type { ITrans } from '../components/host';
import { sourceLabel } from '../components/lists';

/** A problem type in the words analysts know. */
export function problemTypeInWords(
  type: SharedModel['problem_type'],
  trans: ITrans
): string {
  switch (type) {
    case 'BinaryClassification':
      return trans.__('2 category prediction');
    case 'MulticlassClassification':
      return trans.__('3+ category prediction');
    case 'Regression':
      return trans.__('Numeric prediction');
  }
}

/** Who shared it, and from where. */
export function sharedByInWords(
  { owner, source }: SharedModel,
  trans: ITrans
): string {
  return trans.__('Shared by %1 from %2', owner, sourceLabel(trans, source));
}

/** What somebody did, as a notice tells it. */
export function newsInWords(
  {
    kind,
    author,
    title
  }: Pick<Notification, 'kind' | 'author'> & { title: string },
  trans: ITrans
): string {
  switch (kind) {
    case 'updated':
      return trans.__('%1 shared an update of %2.', author, title);
    case 'alternate':
      return trans.__('%1 shared an alternate of %2.', author, title);
    case 'feedback':
      return trans.__('%1 wrote about %2.', author, title);
    case 'revoked':
      return trans.__('%1 no longer shares %2.', author, title);
    default:
      return trans.__('%1 shared the model %2 with you.', author, title);
  }
}

/** What happened last, as a card tells it. */
export function lastEventInWords(
  { kind, author }: SharedModel['last_event'],
  trans: ITrans
): string {
  switch (kind) {
    case 'updated':
      return trans.__('%1 shared an update', author);
    case 'alternate':
      return trans.__('%1 shared an alternate', author);
    case 'feedback':
      return trans.__('%1 shared feedback', author);
    case 'revoked':
      return trans.__('%1 took it back', author);
    default:
      return trans.__('%1 shared it', author);
  }
}
