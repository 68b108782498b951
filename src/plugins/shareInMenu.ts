import type { JupyterFrontEnd } from '@jupyterlab/application';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import type { ITrans } from '../components/host';
import type { ShareFacts } from '../views/actions/rules';

/** The share a command is about: as its arguments say, else the card under the context menu. */
export function chosenShare(
  app: JupyterFrontEnd,
  args: ReadonlyPartialJSONObject
): ShareFacts | null {
  if (args.id) {
    return args as unknown as ShareFacts;
  }
  const card = app.contextMenuHitTest(node => node.dataset.share !== undefined);
  return card ? JSON.parse(card.dataset.share!) : null;
}

/** The arguments that `chosenShare` reads, as JSON schema. */
export function shareArguments(trans: ITrans): ReadonlyJSONObject {
  return {
    id: {
      type: 'string',
      description: trans.__(
        'The SharedModel; left out, the one under the context menu'
      )
    },
    title: { type: 'string', description: trans.__('Its title') },
    owner: { type: 'string', description: trans.__('Who shared it') },
    direction: { enum: ['by-me', 'with-me'] },
    ended: {
      type: 'boolean',
      description: trans.__('Whether it was revoked or has expired')
    },
    blocked: {
      type: 'boolean',
      description: trans.__('Whether its owner is blocked')
    }
  };
}
