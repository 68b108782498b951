import * as React from 'react';

const PAUSE_MS = 200;

interface ISearchBoxProps {
  label: string;
  value: string;
  onSearch: (text: string) => void;
}

/** Searches while one types, after a short pause. */
export function SearchBox({
  label,
  value,
  onSearch
}: ISearchBoxProps): React.JSX.Element {
  const [text, setText] = React.useState(value);
  const sent = React.useRef(value);

  // somebody else set it, for example the back button
  React.useEffect(() => {
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);

  const search = React.useRef(onSearch);
  React.useEffect(() => {
    search.current = onSearch;
  });
  React.useEffect(() => {
    if (text === sent.current) {
      return;
    }
    const timer = window.setTimeout(() => {
      sent.current = text;
      search.current(text);
    }, PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [text]);

  return (
    <input
      type="search"
      className="jp-CanvasShare-input jp-CanvasShare-search"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={event => setText(event.target.value)}
    />
  );
}
