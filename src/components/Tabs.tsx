import * as React from 'react';

export interface ITab {
  id: string;
  title: string;
}

interface ITabsProps {
  /** What the row of tabs is for, for screen readers. */
  label: string;
  tabs: readonly ITab[];
  selected: string;
  onSelect: (id: string) => void;
  /** The panel of the selected tab. */
  children: React.ReactNode;
}

/** The WAI-ARIA tabs pattern: one tab stop, arrow keys select at once, Home and End. */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
  children
}: ITabsProps): React.JSX.Element {
  const base = React.useId();
  const list = React.useRef<HTMLDivElement>(null);

  const onKeyDown = (event: React.KeyboardEvent) => {
    const index = tabs.findIndex(tab => tab.id === selected);
    const last = tabs.length - 1;
    const moves: Record<string, number> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index <= 0 ? last : index - 1,
      Home: 0,
      End: last
    };
    const next = moves[event.key];
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    onSelect(tabs[next].id);
    list.current
      ?.querySelectorAll<HTMLElement>(':scope > [role="tab"]')
      [next]?.focus();
  };

  return (
    <div className="jp-CanvasShare-tabs">
      <div
        ref={list}
        className="jp-CanvasShare-tablist"
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        {tabs.map(tab => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}-tab-${tab.id}`}
            className="jp-CanvasShare-tab"
            aria-selected={tab.id === selected}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${base}-panel`}
        className="jp-CanvasShare-tabpanel"
        aria-labelledby={`${base}-tab-${selected}`}
        tabIndex={0}
      >
        {children}
      </div>
    </div>
  );
}
