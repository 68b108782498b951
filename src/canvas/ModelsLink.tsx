import * as React from 'react';

import { useCanvas } from './context';
import { formatRoute, MODELS } from './route';

/** Leads to the top of all models, from wherever the person is. */
export function ModelsLink(
  props: React.AnchorHTMLAttributes<HTMLAnchorElement>
): React.JSX.Element {
  const { kept } = useCanvas();
  return (
    <a
      {...props}
      href={formatRoute(MODELS)}
      onClick={() => {
        kept.current = null;
        window.scrollTo(0, 0);
      }}
    />
  );
}
