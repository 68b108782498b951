import * as React from 'react';

import type { Me } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Field } from '../Field';
import type { NoteDraft } from './noteDraft';

interface INoteFieldProps {
  me: Me;
  /** What it is entered into. */
  draft: NoteDraft;
  label: string;
  placeholder: string;
}

/** A note that goes with what is sent. */
export function NoteField({
  me,
  draft,
  label,
  placeholder
}: INoteFieldProps): React.JSX.Element {
  const { trans } = useHost();
  const limit = formatNumber(me.note_limit, 0);
  const length = formatNumber(draft.noteLength, 0);
  return (
    <Field
      label={label}
      hint={trans.__('%1 of %2 characters', length, limit)}
      problem={
        draft.noteLength > me.note_limit
          ? trans.__('The note is too long: at most %1 characters.', limit)
          : null
      }
    >
      {control => (
        <textarea
          {...control}
          rows={4}
          value={draft.note}
          placeholder={placeholder}
          onChange={event => draft.setNote(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
