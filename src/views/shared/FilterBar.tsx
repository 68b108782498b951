import {
  Button,
  filterDotIcon,
  filterIcon,
  HTMLSelect,
  InputGroup
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ModelSource } from '../../api/types';
import { useHost } from '../../components/host';
import { SORTS, sortLabel, sourceLabel } from '../../components/lists';
import { DEFAULT_FILTER, toFilter, type IFilter } from './filter';

const DEBOUNCE = 200;
const ALL = '';

interface IFilterBarProps {
  filter: IFilter;
  sources: readonly ModelSource[];
  onFilter: (change: Partial<IFilter>) => void;
}

/** Search, and behind the filter icon **Shared from** and the order. */
export function FilterBar(props: IFilterBarProps): React.JSX.Element {
  const { filter, onFilter } = props;
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
  const Icon = narrowed ? filterDotIcon : filterIcon;
  return (
    <div className="jp-CanvasShare-filter">
      <div className="jp-CanvasShare-inline">
        <Search filter={filter} onFilter={onFilter} />
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
        <SharedFrom {...props} />
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

function Search({
  filter,
  onFilter
}: Pick<IFilterBarProps, 'filter' | 'onFilter'>): React.JSX.Element {
  const { trans } = useHost();
  const [text, setText] = React.useState(filter.q);
  React.useEffect(() => setText(filter.q), [filter.q]);
  React.useEffect(() => {
    const q = text.trim();
    if (q === filter.q) {
      return;
    }
    const timer = setTimeout(() => onFilter({ q }), DEBOUNCE);
    return () => clearTimeout(timer);
  }, [text, filter.q, onFilter]);
  return (
    <InputGroup
      className="jp-CanvasShare-search"
      type="search"
      rightIcon="ui-components:search"
      aria-label={trans.__('Search shared models')}
      placeholder={trans.__('Search')}
      value={text}
      onChange={event => setText(event.currentTarget.value)}
    />
  );
}

function SharedFrom({
  filter,
  sources,
  onFilter
}: IFilterBarProps): React.JSX.Element {
  const { trans } = useHost();
  const { source } = filter;
  // one that came with the address need not be present
  const offered =
    source === null || sources.includes(source)
      ? sources
      : [...sources, source];
  return (
    <label>
      {trans.__('Shared from')}
      <HTMLSelect
        value={source ?? ALL}
        onChange={event =>
          onFilter({
            source: toFilter({ source: event.currentTarget.value }).source
          })
        }
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
