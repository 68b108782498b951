import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ModelSource } from '../api/types';
import { useHost } from '../components/host';
import { oneOf, sourceLabel } from '../components/lists';

const ALL = '';

interface ISharedFromProps {
  source: ModelSource | null;
  /** Those that are present. */
  sources: readonly ModelSource[];
  onSource: (source: ModelSource | null) => void;
  className?: string;
}

/** **Shared from**: one of the sources, or all of them. */
export function SharedFrom({
  source,
  sources,
  onSource,
  className
}: ISharedFromProps): React.JSX.Element {
  const { trans } = useHost();
  // one that came with the address need not be present
  const offered =
    source === null || sources.includes(source)
      ? sources
      : [...sources, source];
  return (
    <label className={className}>
      {trans.__('Shared from')}
      <HTMLSelect
        value={source ?? ALL}
        onChange={event => onSource(oneOf(offered, event.currentTarget.value))}
      >
        <option value={ALL}>{trans.__('All')}</option>
        {offered.map(each => (
          <option key={each} value={each}>
            {sourceLabel(trans, each)}
          </option>
        ))}
      </HTMLSelect>
    </label>
  );
}
