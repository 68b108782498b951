import * as React from 'react';

import { useHost } from './host';

/** What stands in a place that is still being read. */
export function Loading({ label }: { label?: string }): React.JSX.Element {
  const { trans } = useHost();
  return (
    <p className="jp-CanvasShare-loading" role="status">
      <span className="jp-CanvasShare-spinner" aria-hidden="true" />
      {label ?? trans.__('Loading…')}
    </p>
  );
}
