import {
  Button,
  filterDotIcon,
  filterIcon,
  HTMLSelect
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { SORTS } from '../../api/rules';
import type { ModelSource } from '../../api/types';
import { useHost } from '../../components/host';
import { sortLabel } from '../../components/lists';
import { SearchInput } from '../SearchInput';
import { SharedFrom } from '../SharedFrom';
import { DEFAULT_FILTER, toFilter, type IFilter } from './filter';

interface IFilterBarProps {
  filter: IFilter;
  sources: readonly ModelSource[];
  onFilter: (change: Partial<IFilter>) => void;
}

/** Search, and behind the filter icon **Shared from** and the order. */
export function FilterBar({
  filter,
  sources,
  onFilter
}: IFilterBarProps): React.JSX.Element {
  const { trans } = useHost();
  const panel = React.useId();
  const narrowed =
    filter.source !== null || filter.sort !== DEFAULT_FILTER.sort;
  const [open, setOpen] = React.useState(narrowed);
  React.useEffect(() => {
    if (narrowed) {
      // also where the address, not this panel, narrowed it: what is hidden has to say why
      setOpen(true);
    }
  }, [narrowed]);
  const onSearch = React.useCallback(
    (q: string) => onFilter({ q }),
    [onFilter]
  );
  const Icon = narrowed ? filterDotIcon : filterIcon;
  return (
    <div className="jp-CanvasShare-filter">
      <div className="jp-CanvasShare-inline">
        <SearchInput
          label={trans.__('Search shared models')}
          q={filter.q}
          onSearch={onSearch}
        />
        <Button
          className="jp-mod-styled jp-CanvasShare-filterButton"
          aria-label={trans.__('Filter')}
          title={trans.__('Filter')}
          aria-expanded={open}
          aria-controls={panel}
          onClick={() => setOpen(!open)}
        >
          <Icon.react tag="span" width="16px" />
        </Button>
      </div>
      <div id={panel} className="jp-CanvasShare-filterPanel" hidden={!open}>
        <SharedFrom
          source={filter.source}
          sources={sources}
          onSource={source => onFilter({ source })}
        />
        <label>
          {trans.__('Sort by')}
          <HTMLSelect
            value={filter.sort}
            onChange={event =>
              onFilter({
                sort: toFilter({ sort: event.currentTarget.value }).sort
              })
            }
          >
            {SORTS.map(sort => (
              <option key={sort} value={sort}>
                {sortLabel(trans, sort)}
              </option>
            ))}
          </HTMLSelect>
        </label>
      </div>
    </div>
  );
}
