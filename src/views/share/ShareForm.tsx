import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Loading } from '../../components/Loading';
import { ProgressBar } from '../../components/ProgressBar';
import { Field } from '../Field';
import type { ShareDraft } from './draft';
import { RecipientPicker } from './RecipientPicker';
import { Travels } from './Travels';

/** The body of the **Share model** dialog. */
export function ShareForm({ draft }: { draft: ShareDraft }): React.JSX.Element {
  return (
    <UseSignal signal={draft.changed}>{() => <Form draft={draft} />}</UseSignal>
  );
}

function Form({ draft }: { draft: ShareDraft }): React.JSX.Element {
  const { trans } = useHost();
  const { me, model, loadError, note, noteTooLong, refusal, sharing } = draft;
  if (me === null || model === null) {
    return loadError === null ? (
      <Loading />
    ) : (
      <ErrorBanner error={loadError} onRetry={() => void draft.load()} />
    );
  }
  const limit = formatNumber(me.note_limit, 0);
  const length = formatNumber(draft.noteLength, 0);
  return (
    <fieldset className="jp-CanvasShare-shareForm" disabled={sharing}>
      <p className="jp-CanvasShare-shareTitle">{model.model.title}</p>
      <RecipientPicker
        me={me}
        chosen={draft.recipients}
        onAdd={profile => draft.add(profile)}
        onRemove={name => draft.remove(name)}
        onTyping={typing => draft.setTyping(typing)}
      />
      <Field
        label={trans.__('Add a note')}
        hint={trans.__('%1 of %2 characters', length, limit)}
        problem={
          noteTooLong
            ? trans.__('The note is too long: at most %1 characters.', limit)
            : null
        }
      >
        {control => (
          <textarea
            {...control}
            rows={4}
            value={note}
            placeholder={trans.__(
              'What the model is for, and what to know about it'
            )}
            onChange={event => draft.setNote(event.currentTarget.value)}
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
      {sharing && <ProgressBar fraction={null} label={trans.__('Sharing…')} />}
      <ErrorBanner error={refusal} onDismiss={() => draft.dismissRefusal()} />
    </fieldset>
  );
}
