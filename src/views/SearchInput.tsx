import { InputGroup } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useHost } from '../components/host';

const DEBOUNCE = 200;

interface ISearchInputProps {
  /** What is searched. */
  label: string;
  q: string;
  /** Keeps its identity between renders: a new one begins the pause anew. */
  onSearch: (q: string) => void;
}

/** Searches while one types, after a short pause. */
export function SearchInput({
  label,
  q,
  onSearch
}: ISearchInputProps): React.JSX.Element {
  const { trans } = useHost();
  const [text, setText] = React.useState(q);
  // set from elsewhere; a blank that is just being typed stays
  React.useEffect(
    () => setText(typed => (typed.trim() === q ? typed : q)),
    [q]
  );
  React.useEffect(() => {
    const wanted = text.trim();
    if (wanted === q) {
      return;
    }
    const timer = setTimeout(() => onSearch(wanted), DEBOUNCE);
    return () => clearTimeout(timer);
  }, [text, q, onSearch]);
  return (
    <InputGroup
      className="jp-CanvasShare-search"
      type="search"
      rightIcon="ui-components:search"
      aria-label={label}
      placeholder={trans.__('Search')}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
    />
  );
}
