import type { SharedModel } from '../api/types';
import type { ITrans } from './host';

/** What is asked before something is done. */
export interface IQuestion {
  title: string;
  /** Of the button that does it, and while it does. */
  label: string;
  busyLabel: string;
  /** What will happen, a paragraph each. */
  consequences: string[];
}

/** Before a shared model is put away. */
export function removeQuestion(
  trans: ITrans,
  {
    title,
    owner,
    direction
  }: Pick<SharedModel, 'title' | 'owner' | 'direction'>
): IQuestion {
  return {
    title: trans.__('Remove %1?', title),
    label: trans.__('Remove'),
    busyLabel: trans.__('Removing…'),
    consequences:
      direction === 'by-me'
        ? [
            trans.__(
              'It is no longer shared with anybody. Removing it takes its card away from your list.'
            )
          ]
        : [
            trans.__(
              'It disappears from your list, and comes back only if %1 shares a new version of it.',
              owner
            ),
            trans.__(
              'Batch predictions you made with it can no longer be downloaded then. Nobody else is affected.'
            )
          ]
  };
}

/** Before nothing new from a profile is accepted any more. */
export function blockQuestion(trans: ITrans, name: string): IQuestion {
  return {
    title: trans.__('Block %1?', name),
    label: trans.__('Block'),
    busyLabel: trans.__('Blocking…'),
    consequences: [
      trans.__(
        'Nothing new that %1 shares will reach you: no models, updates or feedback. What is here stays.',
        name
      ),
      trans.__('%1 is not told, and you can unblock %1 at any time.', name)
    ]
  };
}

/** Before what a blocked profile shares is accepted again. */
export function unblockQuestion(trans: ITrans, name: string): IQuestion {
  return {
    title: trans.__('Unblock %1?', name),
    label: trans.__('Unblock'),
    busyLabel: trans.__('Unblocking…'),
    consequences: [
      trans.__(
        'What %1 shares reaches you again, also what was shared meanwhile.',
        name
      )
    ]
  };
}
