import * as React from 'react';

import type { CanvasShareClient } from '../../api/client';
import type { Me, SharedModel } from '../../api/types';
import { useHost } from '../../components/host';
import { openDraft } from '../dialog/DraftDialog';
import { NoteDraft } from '../dialog/noteDraft';
import { NoteField } from '../dialog/NoteField';
import type { IStudio } from '../studio';

class RevokeDraft extends NoteDraft {
  constructor(
    private readonly _client: CanvasShareClient,
    readonly me: Me,
    readonly model: SharedModel
  ) {
    super();
  }

  protected send(request: string): Promise<SharedModel> {
    return this._client.revoke(this.model.id, { note: this.note, request });
  }
}

function Form({ draft }: { draft: RevokeDraft }): React.JSX.Element {
  const { trans } = useHost();
  const { model, me } = draft;
  return (
    <>
      <div>
        <p className="jp-CanvasShare-dialogTitle">{model.title}</p>
        <p>{trans.__('These people lose it:')}</p>
        <ul className="jp-CanvasShare-chips">
          {model.recipients.map(name => (
            <li key={name} className="jp-CanvasShare-chip">
              {name}
            </li>
          ))}
        </ul>
        <p>
          {trans.__(
            'They can no longer view it or predict with it. This cannot be undone. Copies that people have made elsewhere stay.'
          )}
        </p>
      </div>
      <NoteField
        me={me}
        draft={draft}
        label={trans.__('Add a note (optional)')}
        placeholder={trans.__('Why it is no longer shared')}
      />
    </>
  );
}

/** Take a share back from everybody, once that was confirmed. Null for a change of mind. */
export function revoke(
  studio: IStudio,
  me: Me,
  model: SharedModel
): Promise<SharedModel | null> {
  const { client, host } = studio.canvasShare;
  const { trans } = host;
  const draft = new RevokeDraft(client, me, model);
  return openDraft({
    studio,
    draft,
    title: trans.__('Revoke this model?'),
    label: trans.__('Revoke'),
    busyLabel: trans.__('Revoking…'),
    warn: true,
    body: () => <Form draft={draft} />
  });
}
