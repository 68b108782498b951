import type { SharedModel } from '../api/types';
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
