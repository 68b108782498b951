import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Me } from '../../api/types';
import { useHost } from '../../components/host';

interface IAloneProps {
  me: Me;
  onRetry: () => void;
}

/** Nobody else is in the Domain: which setting brings a colleague's server into it. */
export function Alone({ me, onRetry }: IAloneProps): React.JSX.Element {
  const { trans } = useHost();
  const id = React.useId();
  const setting = [
    `c.CanvasShare.store = ${JSON.stringify(me.store)}`,
    `c.CanvasShare.domain = ${JSON.stringify(me.domain)}`
  ];
  return (
    <section className="jp-CanvasShare-alone" aria-labelledby={id}>
      <p id={id} className="jp-CanvasShare-dialogTitle">
        {trans.__('Nobody else is in the Domain %1 yet', me.domain)}
      </p>
      <p>
        {trans.__(
          'A colleague joins when CanvasShare.store on their server names the same store as yours. Put this into their jupyter_server_config.py and start their server; it has to reach that store:'
        )}
      </p>
      <pre className="jp-CanvasShare-setting">
        <code>{setting.join('\n')}</code>
      </pre>
      <Button type="button" className="jp-mod-styled" onClick={onRetry}>
        {trans.__('Look again')}
      </Button>
    </section>
  );
}
