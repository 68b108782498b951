import * as React from 'react';

interface IMenuProps {
  label: string;
  items: readonly { label: string; run: () => void }[];
}

/** The WAI-ARIA menu button: arrow keys, Home and End move, Escape and Tab close. */
export function Menu({ label, items }: IMenuProps): React.JSX.Element {
  const id = React.useId();
  const [open, setOpen] = React.useState(false);
  const place = React.useRef<HTMLDivElement>(null);
  const button = React.useRef<HTMLButtonElement>(null);

  React.useEffect(() => {
    if (open) {
      place.current!.querySelector<HTMLElement>('[role="menuitem"]')!.focus();
    }
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current!.focus();
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    const entries = [
      ...place.current!.querySelectorAll<HTMLElement>('[role="menuitem"]')
    ];
    const index = entries.findIndex(entry => entry === document.activeElement);
    const last = entries.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: index === last ? 0 : index + 1,
      ArrowUp: index <= 0 ? last : index - 1,
      Home: 0,
      End: last
    };
    if (event.key in moves) {
      event.preventDefault();
      entries[moves[event.key]].focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      close();
    }
  };

  return (
    <div
      ref={place}
      className="jp-CanvasShare-menu"
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
    >
      <button
        ref={button}
        type="button"
        className="jp-CanvasShare-button jp-CanvasShare-menu-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={event => {
          if (event.key === 'ArrowDown' && !open) {
            event.preventDefault();
            setOpen(true);
          }
        }}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && (
        <div
          id={id}
          className="jp-CanvasShare-menu-items"
          role="menu"
          aria-label={label}
          onKeyDown={onKeyDown}
        >
          {items.map(item => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className="jp-CanvasShare-menu-item"
              onClick={() => {
                // the dialog gives the focus back to where it is now
                close();
                item.run();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
