import * as React from 'react';

import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Field } from '../Field';

interface INoteFieldProps {
  label: string;
  placeholder: string;
  note: string;
  /** Most characters allowed. */
  limit: number;
  onChange: (note: string) => void;
}

/** Characters as the server counts them: an emoji is one. */
export function noteLength(note: string): number {
  return [...note].length;
}

/** A note that goes with what is sent. */
export function NoteField(props: INoteFieldProps): React.JSX.Element {
  const { trans } = useHost();
  const { note } = props;
  const limit = formatNumber(props.limit, 0);
  const length = noteLength(note);
  return (
    <Field
      label={props.label}
      hint={trans.__('%1 of %2 characters', formatNumber(length, 0), limit)}
      problem={
        length > props.limit
          ? trans.__('The note is too long: at most %1 characters.', limit)
          : null
      }
    >
      {control => (
        <textarea
          {...control}
          rows={4}
          value={note}
          placeholder={props.placeholder}
          onChange={event => props.onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
