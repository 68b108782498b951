import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { CanvasShareClient } from '../../api/client';
import type { Me, SharedModel, UserProfile } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Draft } from '../dialog/draft';
import { openDraft } from '../dialog/DraftDialog';
import { NoteField, noteLength } from '../dialog/NoteField';
import { RecipientPicker } from '../share/RecipientPicker';
import type { IStudio } from '../studio';

class RecipientsDraft extends Draft<SharedModel> {
  constructor(
    private readonly _client: CanvasShareClient,
    readonly me: Me,
    readonly model: SharedModel
  ) {
    super();
  }

  recipients: readonly UserProfile[] = [];
  note = '';
  /** A name is typed but not entered yet. */
  typing = false;

  setRecipients(recipients: readonly UserProfile[]): void {
    this.recipients = recipients;
    this.edited();
  }

  setNote(note: string): void {
    this.note = note;
    this.edited();
  }

  setTyping(typing: boolean): void {
    if (typing !== this.typing) {
      this.typing = typing;
      this.emit();
    }
  }

  protected get complete(): boolean {
    return (
      this.recipients.length > 0 &&
      noteLength(this.note) <= this.me.note_limit &&
      !this.typing
    );
  }

  protected send(request: string): Promise<SharedModel> {
    return this._client.addRecipients(this.model.id, {
      recipients: this.recipients.map(({ name }) => name),
      note: this.note,
      request
    });
  }
}

function Form({ draft }: { draft: RecipientsDraft }): React.JSX.Element {
  const { trans } = useHost();
  const { me, model, recipients } = draft;
  return (
    <fieldset className="jp-CanvasShare-dialogForm" disabled={draft.busy}>
      <div>
        <p className="jp-CanvasShare-dialogTitle">{model.title}</p>
        <p className="jp-CanvasShare-quiet">
          {trans.__('Shared to: %1', model.recipients.join(', '))}
        </p>
      </div>
      <RecipientPicker
        me={me}
        chosen={recipients}
        already={model.recipients}
        onAdd={profile => draft.setRecipients([...recipients, profile])}
        onRemove={removed =>
          draft.setRecipients(recipients.filter(({ name }) => name !== removed))
        }
        onTyping={typing => draft.setTyping(typing)}
      />
      <NoteField
        label={trans.__('Add a note')}
        placeholder={trans.__('Empty: the note of the current version')}
        note={draft.note}
        limit={me.note_limit}
        onChange={note => draft.setNote(note)}
      />
      <ErrorBanner
        error={draft.refusal}
        onDismiss={() => draft.dismissRefusal()}
      />
    </fieldset>
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
  const draft = new RecipientsDraft(client, me, model);
  return openDraft({
    studio,
    draft,
    title: trans.__('Add recipients'),
    label: trans.__('Share'),
    busyLabel: trans.__('Sharing…'),
    body: () => (
      <UseSignal signal={draft.changed}>
        {() => <Form draft={draft} />}
      </UseSignal>
    )
  });
}
