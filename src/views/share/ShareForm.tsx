import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { ProgressBar } from '../../components/ProgressBar';
import { NoteField } from '../dialog/NoteField';
import { Field } from '../Field';
import { today } from './day';
import type { ShareDraft } from './draft';
import { RecipientPicker } from './RecipientPicker';
import { Travels } from './Travels';

/** The body of the **Share model** dialog. */
export function ShareForm({ draft }: { draft: ShareDraft }): React.JSX.Element {
  const { trans } = useHost();
  const { me, model, loadError, busy } = draft;
  if (me === null || model === null) {
    return loadError === null ? (
      <Loading />
    ) : (
      <ErrorBanner error={loadError} onRetry={() => void draft.load()} />
    );
  }
  return (
    <>
      <p className="jp-CanvasShare-dialogTitle">{model.model.title}</p>
      <RecipientPicker me={me} draft={draft} />
      <NoteField
        me={me}
        draft={draft}
        label={trans.__('Add a note')}
        placeholder={trans.__(
          'What the model is for, and what to know about it'
        )}
      />
      <Field
        label={trans.__('Share until (optional)')}
        hint={trans.__(
          'You can revoke it at any time. Whoever made a copy elsewhere keeps that copy.'
        )}
      >
        {control => (
          <input
            {...control}
            type="date"
            className="jp-mod-styled jp-CanvasShare-date"
            min={today()}
            value={draft.lastDay}
            onChange={event => draft.setLastDay(event.currentTarget.value)}
          />
        )}
      </Field>
      {model.what_travels && (
        <Travels
          travels={model.what_travels}
          target={model.model.target}
          classes={model.classes}
        />
      )}
      {busy && <ProgressBar fraction={null} label={trans.__('Sharing…')} />}
    </>
  );
}
