import * as React from 'react';

import {
  blockQuestion,
  removeQuestion,
  type IQuestion
} from '../../components/questions';
import { Draft } from '../dialog/draft';
import { openDraft } from '../dialog/DraftDialog';
import type { IStudio } from '../studio';
import type { ShareFacts } from './rules';

/** Nothing to enter: only yes or no. */
class Confirmation<T> extends Draft<T> {
  constructor(private readonly _act: () => Promise<T>) {
    super();
  }

  protected get complete(): boolean {
    return true;
  }

  protected send(): Promise<T> {
    return this._act();
  }
}

/** Ask, and do it: null for a change of mind. */
export function confirm<T>(
  studio: IStudio,
  question: IQuestion,
  act: () => Promise<T>
): Promise<T | null> {
  const { consequences, ...labels } = question;
  const draft = new Confirmation(act);
  return openDraft({
    studio,
    draft,
    ...labels,
    warn: true,
    body: () => (
      <>
        {consequences.map(consequence => (
          <p key={consequence}>{consequence}</p>
        ))}
      </>
    )
  });
}

/** Put a share away, once that was confirmed. Null for a change of mind. */
export function remove(studio: IStudio, share: ShareFacts): Promise<unknown> {
  const { client, host } = studio.canvasShare;
  return confirm(studio, removeQuestion(host.trans, share), () =>
    client.remove(share.id)
  );
}

/** Accept nothing new from a share's owner, once that was confirmed. Null for a change of mind. */
export function block(
  studio: IStudio,
  { owner }: ShareFacts
): Promise<unknown> {
  const { client, host } = studio.canvasShare;
  return confirm(studio, blockQuestion(host.trans, owner), () =>
    client.block(owner, true)
  );
}
