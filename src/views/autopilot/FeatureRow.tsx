import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';

import { FEATURE_TYPES } from '../../api/rules';
import type { FeatureType, InputPreview } from '../../api/types';
import { formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { featureTypeLabel } from '../labels';

interface IFeatureRowProps {
  column: InputPreview['columns'][number];
  selected: boolean;
  /** The type asked for, null for Auto. */
  type: FeatureType | null;
  onSelect: (name: string, selected: boolean) => void;
  onType: (name: string, type: FeatureType | null) => void;
}

/** One column: whether to learn from it, as what, and what to know of it. */
export const FeatureRow = React.memo(function FeatureRow(
  props: IFeatureRowProps
): React.JSX.Element {
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
            onChange={event =>
              onSelect(column.name, event.currentTarget.checked)
            }
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
            ...FEATURE_TYPES.map(value => ({
              label: featureTypeLabel(trans, value),
              value
            }))
          ]}
          onChange={event =>
            onType(
              column.name,
              (event.currentTarget.value || null) as FeatureType | null
            )
          }
        />
      </td>
      <td className="jp-mod-number">{formatNumber(column.missing, 0)}</td>
      <td className="jp-mod-number">{formatNumber(column.unique, 0)}</td>
    </tr>
  );
});
