import * as React from 'react';

import type { ModelSource, SharedModel } from '../../api/types';
import { openDraft } from '../dialog/DraftDialog';
import type { IStudio } from '../studio';
import { ShareDraft } from './draft';
import { ShareForm } from './ShareForm';

/** Ask whom to share a model with, and share it. Null when the person changed their mind. */
export async function shareModel(
  studio: IStudio,
  source: ModelSource,
  id: string
): Promise<SharedModel | null> {
  const { trans } = studio.canvasShare.host;
  const draft = new ShareDraft(studio.canvasShare, source, id);
  void draft.load();
  return openDraft({
    studio,
    draft,
    title: trans.__('Share model'),
    label: trans.__('Share'),
    busyLabel: trans.__('Sharing…'),
    body: () => <ShareForm draft={draft} />
  });
}
