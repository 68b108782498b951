import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
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

function confirm<T>(
  studio: IStudio,
  options: {
    title: string;
    label: string;
    busyLabel: string;
    subject: string;
    sentence: string;
    act: () => Promise<T>;
  }
): Promise<T | null> {
  const { title, label, busyLabel, subject, sentence } = options;
  const draft = new Confirmation(options.act);
  return openDraft({
    studio,
    draft,
    title,
    label,
    busyLabel,
    warn: true,
    body: () => (
      <UseSignal signal={draft.changed}>
        {() => (
          <div className="jp-CanvasShare-dialogForm">
            <div>
              <p className="jp-CanvasShare-dialogTitle">{subject}</p>
              <p>{sentence}</p>
            </div>
            <ErrorBanner
              error={draft.refusal}
              onDismiss={() => draft.dismissRefusal()}
            />
          </div>
        )}
      </UseSignal>
    )
  });
}

/** Put a share away, once that was confirmed. Null for a change of mind. */
export function remove(
  studio: IStudio,
  { id, title, owner, direction }: ShareFacts
): Promise<unknown> {
  const { client, host } = studio.canvasShare;
  const { trans } = host;
  return confirm(studio, {
    title: trans.__('Remove this model?'),
    label: trans.__('Remove'),
    busyLabel: trans.__('Removing…'),
    subject: title,
    sentence:
      direction === 'by-me'
        ? trans.__(
            'It is no longer shared with anybody. Removing it takes its card away from this list.'
          )
        : trans.__(
            'It disappears from your list. It comes back only if %1 shares a new version of it.',
            owner
          ),
    act: () => client.remove(id)
  });
}

/** Accept nothing new from a share's owner, once that was confirmed. Null for a change of mind. */
export function block(
  studio: IStudio,
  { owner }: ShareFacts
): Promise<unknown> {
  const { client, host } = studio.canvasShare;
  const { trans } = host;
  return confirm(studio, {
    title: trans.__('Block %1?', owner),
    label: trans.__('Block'),
    busyLabel: trans.__('Blocking…'),
    subject: owner,
    sentence: trans.__(
      'Nothing new from %1 arrives any more, and %1 is not told. What is here already stays. You can unblock %1 at any time.',
      owner
    ),
    act: () => client.block(owner, true)
  });
}
