import { caretDownIcon, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Me, UserProfile } from '../../api/types';
import { ErrorBanner } from '../../components/ErrorBanner';
import { useHost } from '../../components/host';
import { useStudio } from '../studio';
import { Alone } from './Alone';
import { enter } from './entering';
import type { RecipientsDraft } from './recipientsDraft';
import { useOptions } from './useOptions';

interface IRecipientPickerProps {
  me: Me;
  /** What they are entered into. */
  draft: RecipientsDraft;
  /** Those who have it already. They count, are shown, and cannot be chosen. */
  already?: readonly string[];
}

/** **Add Canvas users**: the WAI-ARIA combobox with a listbox; the chosen ones stand as chips. */
export function RecipientPicker({
  me,
  draft,
  already = []
}: IRecipientPickerProps): React.JSX.Element {
  const { recipients: chosen } = draft;
  const { trans } = useHost();
  const { client } = useStudio().canvasShare;
  const id = React.useId();
  const input = React.useRef<HTMLInputElement>(null);
  const [text, setText] = React.useState('');
  const [open, setOpen] = React.useState(false);
  const [active, setActive] = React.useState(-1);
  const [refusal, setRefusal] = React.useState<string | null>(null);
  const [failure, setFailure] = React.useState<unknown>(null);
  const { options, alone, error, retry } = useOptions(me, text.trim());
  const taken = [...already, ...chosen.map(({ name }) => name)];
  const full = taken.length >= me.max_recipients;
  const free = (options ?? []).filter(({ name }) => !taken.includes(name));
  const members = (options ?? []).filter(({ name }) => already.includes(name));

  const type = (next: string) => {
    setText(next);
    setRefusal(null);
    setFailure(null);
    setActive(-1);
    draft.setTyping(next.trim() !== '');
  };

  const add = (profile: UserProfile) => {
    type('');
    setOpen(false);
    if (already.includes(profile.name)) {
      setRefusal(trans.__('%1 can see this model already.', profile.name));
    } else if (taken.includes(profile.name)) {
      setRefusal(trans.__('%1 is already among them.', profile.name));
    } else if (full) {
      setRefusal(
        trans.__(
          'A model can be shared with at most %1 Canvas users.',
          me.max_recipients
        )
      );
    } else {
      draft.add(profile);
    }
  };

  const submit = async () => {
    const typed = text;
    if (typed.trim() === '') {
      return;
    }
    setOpen(false);
    try {
      const entered = await enter(typed, { client, me, trans });
      // what was typed meanwhile is not judged by the answer to something else
      if (input.current?.value !== typed) {
        return;
      }
      if ('profile' in entered) {
        add(entered.profile);
      } else {
        setRefusal(entered.refusal);
      }
    } catch (reason) {
      setFailure(reason);
    }
  };

  const move = (next: number) => {
    setOpen(true);
    // while the list is on its way, the first of those who come
    setActive(free.length === 0 ? 0 : (next + free.length) % free.length);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
        move(open ? active + 1 : 0);
        break;
      case 'ArrowUp':
        move(active <= 0 ? free.length - 1 : active - 1);
        break;
      case 'Enter':
        if (open && active >= 0 && active < free.length) {
          add(free[active]);
        } else {
          void submit();
        }
        break;
      case 'Escape':
        if (!open) {
          return;
        }
        setOpen(false);
        setActive(-1);
        break;
      case 'Backspace':
        if (text === '' && chosen.length > 0) {
          draft.remove(chosen[chosen.length - 1].name);
        }
        return;
      default:
        return;
    }
    event.preventDefault();
  };

  React.useEffect(() => input.current?.focus(), []);
  const list = React.useRef<HTMLUListElement>(null);
  React.useEffect(() => {
    list.current
      ?.querySelector('[aria-selected=true]')
      ?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  if (alone && taken.length === 0) {
    return <Alone me={me} onRetry={retry} />;
  }
  return (
    <div className="jp-CanvasShare-field">
      <label htmlFor={id}>{trans.__('Add Canvas users')}</label>
      {chosen.length > 0 && (
        <ul
          className="jp-CanvasShare-chips"
          aria-label={trans.__('Canvas users')}
        >
          {chosen.map(({ name, display_name }) => (
            <li key={name} className="jp-CanvasShare-chip" title={display_name}>
              {name}
              <button
                type="button"
                aria-label={trans.__('Remove %1', name)}
                onClick={() => {
                  draft.remove(name);
                  input.current?.focus();
                }}
              >
                <closeIcon.react tag="span" width="12px" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="jp-CanvasShare-combobox">
        <input
          id={id}
          ref={input}
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={
            open && active >= 0 && active < free.length
              ? `${id}-${active}`
              : undefined
          }
          aria-describedby={`${id}-count ${id}-refusal`}
          aria-invalid={refusal !== null}
          placeholder={trans.__('Profile name')}
          value={text}
          onChange={event => {
            type(event.currentTarget.value);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setOpen(false);
            void submit();
          }}
        />
        <button
          type="button"
          tabIndex={-1}
          className="jp-CanvasShare-comboboxArrow"
          aria-label={trans.__('Show Canvas users')}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          onMouseDown={event => event.preventDefault()}
          onClick={() => {
            setOpen(!open);
            input.current?.focus();
          }}
        >
          <caretDownIcon.react tag="span" />
        </button>
        <ul
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={trans.__('Canvas users of the Domain')}
          className="jp-CanvasShare-listbox"
          hidden={!open}
          onMouseDown={event => event.preventDefault()}
        >
          {free.map((profile, index) => (
            <li
              key={profile.name}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onClick={() => add(profile)}
            >
              {profile.name}
              {profile.display_name !== profile.name && (
                <span className="jp-CanvasShare-quiet">
                  {profile.display_name}
                </span>
              )}
            </li>
          ))}
          {members.map(({ name }) => (
            <li
              key={name}
              role="option"
              aria-selected={false}
              aria-disabled={true}
            >
              {name}
              <span className="jp-CanvasShare-quiet">
                {trans.__('can see it already')}
              </span>
            </li>
          ))}
          {options !== null && free.length + members.length === 0 && (
            <li role="presentation" className="jp-CanvasShare-quiet">
              {text.trim() === ''
                ? trans.__('No other Canvas users')
                : trans.__('No Canvas user matches “%1”', text.trim())}
            </li>
          )}
        </ul>
      </div>
      <p id={`${id}-count`} className="jp-CanvasShare-quiet">
        {trans.__(
          '%1 of at most %2 Canvas users',
          taken.length,
          me.max_recipients
        )}
      </p>
      <p id={`${id}-refusal`} className="jp-CanvasShare-problem" role="alert">
        {refusal}
      </p>
      <ErrorBanner
        error={failure ?? error}
        onRetry={failure ? () => void submit() : retry}
      />
    </div>
  );
}
