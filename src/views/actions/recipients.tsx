import * as React from 'react';

import type { CanvasShareClient } from '../../api/client';
import type { Me, SharedModel } from '../../api/types';
import { useHost } from '../../components/host';
import { openDraft } from '../dialog/DraftDialog';
import { NoteField } from '../dialog/NoteField';
import { RecipientPicker } from '../share/RecipientPicker';
import { RecipientsDraft } from '../share/recipientsDraft';
import type { IStudio } from '../studio';

class Addition extends RecipientsDraft {
  constructor(
    private readonly _client: CanvasShareClient,
    readonly me: Me,
    readonly model: SharedModel
  ) {
    super();
  }

  protected send(request: string): Promise<SharedModel> {
    return this._client.addRecipients(this.model.id, {
      recipients: this.names,
      note: this.note,
      request
    });
  }
}

function Form({ draft }: { draft: Addition }): React.JSX.Element {
  const { trans } = useHost();
  const { me, model } = draft;
  return (
    <>
      <div>
        <p className="jp-CanvasShare-dialogTitle">{model.title}</p>
        <p className="jp-CanvasShare-quiet">
          {trans.__('Shared to: %1', model.recipients.join(', '))}
        </p>
      </div>
      <RecipientPicker me={me} draft={draft} already={model.recipients} />
      <NoteField
        me={me}
        draft={draft}
        label={trans.__('Add a note')}
        placeholder={trans.__('Empty: the note of the current version')}
      />
    </>
  );
}

/** Ask with whom else to share the current version, and do it. Null for a change of mind. */
export function addRecipients(
  studio: IStudio,
  me: Me,
  model: SharedModel
): Promise<SharedModel | null> {
  const { client, host } = studio.canvasShare;
  const { trans } = host;
  const draft = new Addition(client, me, model);
  return openDraft({
    studio,
    draft,
    title: trans.__('Add recipients'),
    label: trans.__('Share'),
    busyLabel: trans.__('Sharing…'),
    body: () => <Form draft={draft} />
  });
}
