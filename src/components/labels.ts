import type { SharedModel } from '../api/types';
import type { ITrans } from './host';

/** Metrics that are about one class of two; the others are about all classes. */
const OF_POSITIVE_CLASS: ReadonlySet<string> = new Set([
  'F1',
  'Precision',
  'Recall',
  'AUC'
]);

/** A metric's name, with the positive class or the unit where it has one. */
export function metricLabel(
  trans: ITrans,
  name: string,
  positiveClass: string | null
): string {
  if (name === 'InferenceLatency') {
    return trans.__('%1 (seconds)', name);
  }
  return positiveClass !== null && OF_POSITIVE_CLASS.has(name)
    ? trans.__('%1 (positive class: %2)', name, positiveClass)
    : name;
}

export function stateLabel(trans: ITrans, state: SharedModel['state']): string {
  switch (state) {
    case 'importing':
      return trans.__('Importing');
    case 'ready':
      return trans.__('Ready');
    case 'failed':
      return trans.__('Failed');
    case 'revoked':
      return trans.__('No longer shared');
    case 'removed':
      return trans.__('Removed');
  }
}
