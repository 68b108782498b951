import { Button, HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { InputPreview } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { Scroll } from '../../components/Scroll';
import { featureTypeLabel, type FeatureType } from '../labels';
import { SearchInput } from '../SearchInput';
import { featuresOf, type IExperiment } from './experiment';

type Column = InputPreview['columns'][number];

const TYPES: readonly FeatureType[] = [
  'Numerical',
  'Categorical',
  'Datetime',
  'Text'
];

/** With fewer columns all are in sight. */
const MANY = 20;

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
  const shown = candidates.filter(({ name }) =>
    name.toLowerCase().includes(letters)
  );
  const onAll = (selected: boolean) => {
    const wanted = new Set(chosen);
    shown.forEach(({ name }) =>
      selected ? wanted.add(name) : wanted.delete(name)
    );
    choose(wanted);
  };
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
              {shown.map(column => (
                <FeatureRow
                  key={column.name}
                  column={column}
                  selected={chosen.has(column.name)}
                  type={types[column.name] ?? null}
                  onSelect={selected => {
                    const wanted = new Set(chosen);
                    if (selected) {
                      wanted.add(column.name);
                    } else {
                      wanted.delete(column.name);
                    }
                    choose(wanted);
                  }}
                  onType={type => {
                    const next = { ...types };
                    delete next[column.name];
                    onChange({
                      types:
                        type === null ? next : { ...next, [column.name]: type }
                    });
                  }}
                />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </>
  );
}

interface IFeatureRowProps {
  column: Column;
  selected: boolean;
  /** The type asked for, null for Auto. */
  type: FeatureType | null;
  onSelect: (selected: boolean) => void;
  onType: (type: FeatureType | null) => void;
}

function FeatureRow(props: IFeatureRowProps): React.JSX.Element {
  const { column, selected, type, onSelect, onType } = props;
  const { trans } = useHost();
  const seen = featureTypeLabel(trans, column.type);
  const empty = column.unique <= 1;
  // a type that is asked for keeps a column in, unless there is nothing in it
  const unused = column.use === 'dropped' && (type === null || empty);
  return (
    <tr>
      <th scope="row">
        <label className="jp-CanvasShare-check">
          <input
            type="checkbox"
            checked={selected}
            onChange={event => onSelect(event.currentTarget.checked)}
          />
          <span>{column.name}</span>
        </label>
        {unused && (
          <p className="jp-CanvasShare-quiet">
            {column.reason}{' '}
            {!empty && trans.__('Choose a type to use it all the same.')}
          </p>
        )}
        {column.warnings.map(warning => (
          <p key={warning} className="jp-CanvasShare-warning">
            {warning}
          </p>
        ))}
      </th>
      <td>
        <HTMLSelect
          aria-label={trans.__('Type of %1', column.name)}
          disabled={!selected}
          value={type ?? ''}
          options={[
            {
              label:
                column.use === 'dropped'
                  ? trans.__('Auto: not used')
                  : trans.__('Auto: %1', seen),
              value: ''
            },
            ...TYPES.map(value => ({
              label: featureTypeLabel(trans, value),
              value
            }))
          ]}
          onChange={event =>
            onType((event.currentTarget.value || null) as FeatureType | null)
          }
        />
      </td>
      <td className="jp-mod-number">{formatNumber(column.missing, 0)}</td>
      <td className="jp-mod-number">{formatNumber(column.unique, 0)}</td>
    </tr>
  );
}
