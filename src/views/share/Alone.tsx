import * as React from 'react';

import type { Me } from '../../api/types';
import { EmptyState } from '../../components/EmptyState';
import { useHost } from '../../components/host';

/** Nobody else is in the Domain: which setting brings a colleague's server into it. */
export function Alone({
  me,
  onRetry
}: {
  me: Me;
  onRetry: () => void;
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <section
      className="jp-CanvasShare-field"
      aria-label={trans.__('Add Canvas users')}
    >
      <EmptyState
        title={trans.__('Nobody else is in the Domain %1 yet', me.domain)}
        hint={trans.__(
          'A colleague joins when CanvasShare.store on their server names the same store as yours. Put this into their jupyter_server_config.py, restart their server, then look again:'
        )}
        action={{ label: trans.__('Look again'), onClick: onRetry }}
      />
      <pre className="jp-CanvasShare-setting">
        <code>{`c.CanvasShare.store = ${JSON.stringify(me.store)}\nc.CanvasShare.domain = ${JSON.stringify(me.domain)}`}</code>
      </pre>
    </section>
  );
}
