import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useHost } from '../../components/host';

/** Below the first rows of a table: to see all of them, and the first ones again. */
export function ShowAll({
  all,
  onChange,
  few,
  label
}: {
  all: boolean;
  onChange: (all: boolean) => void;
  few: number;
  label: string;
}): React.JSX.Element {
  const { trans } = useHost();
  return (
    <Button
      className="jp-mod-styled"
      aria-expanded={all}
      onClick={() => onChange(!all)}
    >
      {all ? trans.__('Show the first %1', few) : label}
    </Button>
  );
}
