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
