import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { FeatureType, InputPreview } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { SearchInput } from '../SearchInput';
import { featuresOf, type IExperiment } from './experiment';
import { FeatureRow } from './FeatureRow';

/** With fewer columns all are in sight. */
const MANY = 20;

/** So many are drawn at once: a table may have a thousand. */
const ROWS = 100;

interface IFeatureTableProps {
  experiment: IExperiment;
  preview: InputPreview;
  onChange: (next: Partial<IExperiment>) => void;
}

/** A column a row: whether to learn from it, and as what. */
export function FeatureTable({
  experiment,
  preview,
  onChange
}: IFeatureTableProps): React.JSX.Element {
  const { trans } = useHost();
  const { target, weight, types } = experiment;
  const [q, setQ] = React.useState('');
  const [most, setMost] = React.useState(ROWS);
  const candidates = preview.columns.filter(
    ({ name }) => name !== target && name !== weight
  );
  const chosen = new Set(featuresOf(experiment, preview));
  const choose = (wanted: ReadonlySet<string>) => {
    const features = candidates
      .map(({ name }) => name)
      .filter(name => wanted.has(name));
    onChange({
      features: features.length === candidates.length ? null : features
    });
  };
  const letters = q.trim().toLowerCase();
  const found = candidates.filter(({ name }) =>
    name.toLowerCase().includes(letters)
  );
  const onAll = (selected: boolean) => {
    const wanted = new Set(chosen);
    found.forEach(({ name }) =>
      selected ? wanted.add(name) : wanted.delete(name)
    );
    choose(wanted);
  };

  // rows that did not change are not drawn again: what they call keeps its identity
  const latest = React.useRef({ chosen, types, choose, onChange });
  latest.current = { chosen, types, choose, onChange };
  const onSelect = React.useCallback((name: string, selected: boolean) => {
    const wanted = new Set(latest.current.chosen);
    if (selected) {
      wanted.add(name);
    } else {
      wanted.delete(name);
    }
    latest.current.choose(wanted);
  }, []);
  const onType = React.useCallback((name: string, type: FeatureType | null) => {
    const next = { ...latest.current.types };
    delete next[name];
    latest.current.onChange({
      types: type === null ? next : { ...next, [name]: type }
    });
  }, []);
  return (
    <>
      <div className="jp-CanvasShare-toolbar">
        {preview.columns.length > MANY && (
          <SearchInput
            label={trans.__('Search columns')}
            q={q}
            onSearch={setQ}
          />
        )}
        <Button
          type="button"
          className="jp-mod-styled"
          onClick={() => onAll(true)}
        >
          {trans.__('Select all')}
        </Button>
        <Button
          type="button"
          className="jp-mod-styled"
          onClick={() => onAll(false)}
        >
          {trans.__('Select none')}
        </Button>
        <span className="jp-CanvasShare-quiet" role="status">
          {trans.__(
            '%1 of %2 columns selected',
            formatNumber(chosen.size, 0),
            formatNumber(candidates.length, 0)
          )}
        </span>
      </div>
      <div className="jp-CanvasShare-features">
        <Scroll label={trans.__('Features')}>
          <table className="jp-CanvasShare-table">
            <thead>
              <tr>
                <th scope="col">{trans.__('Column')}</th>
                <th scope="col">{trans.__('Type')}</th>
                <th scope="col" className="jp-mod-number">
                  {trans.__('Missing')}
                </th>
                <th scope="col" className="jp-mod-number">
                  {trans.__('Different values')}
                </th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, most).map(column => (
                <FeatureRow
                  key={column.name}
                  column={column}
                  selected={chosen.has(column.name)}
                  type={types[column.name] ?? null}
                  onSelect={onSelect}
                  onType={onType}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
      {found.length > most && (
        <Button
          type="button"
          className="jp-mod-styled"
          onClick={() => setMost(most + ROWS)}
        >
          {trans._n(
            'Show more (%1 column left)',
            'Show more (%1 columns left)',
            found.length - most
          )}
        </Button>
      )}
    </>
  );
}
