import * as React from 'react';

import type { Candidate } from '../../api/types';
import { formatMetric, formatNumber } from '../../components/format';
import { useHost } from '../../components/host';
import { candidateStatusLabel, explanationLabel } from '../labels';

interface ICandidateRowProps {
  candidate: Candidate;
  /** Names of the validation metrics, a column each. */
  metrics: readonly string[];
  /** Of the rows of one table, one is selected: native radio buttons, with their keys. */
  group: string;
  selected: boolean;
  /** Whether it is one of those to compare. */
  compared: boolean;
  onSelect: () => void;
  onCompare: (compared: boolean) => void;
  onOpen: () => void;
}

/** One model. Its data attributes tell the context menu which one was meant. */
export function CandidateRow(props: ICandidateRowProps): React.JSX.Element {
  const { candidate, metrics, group, selected, compared } = props;
  const { onSelect, onCompare, onOpen } = props;
  const { trans } = useHost();
  const value = (name: string) =>
    candidate.metrics.find(
      metric => metric.set === 'Validation' && metric.name === name
    )?.value;
  const deviation = candidate.objective.standard_deviation;
  return (
    <tr
      className="jp-CanvasShare-candidate"
      data-model-source="autopilot"
      data-model-id={candidate.model_id}
      data-model-name={candidate.name}
      data-shareable={candidate.shareable}
      data-best={candidate.best}
      data-selected={selected}
      onClick={onSelect}
      onContextMenu={onSelect}
      onDoubleClick={onOpen}
    >
      <td
        // beside the box is not the row
        onClick={event => event.stopPropagation()}
        onDoubleClick={event => event.stopPropagation()}
      >
        <input
          type="checkbox"
          aria-label={trans.__('Compare %1', candidate.name)}
          checked={compared}
          disabled={candidate.status !== 'Completed'}
          onChange={event => onCompare(event.currentTarget.checked)}
        />
      </td>
      <th scope="row">
        <label>
          <input
            type="radio"
            name={group}
            checked={selected}
            onChange={onSelect}
            onKeyDown={event => {
              if (event.key === 'Enter') {
                event.preventDefault();
                onOpen();
              }
            }}
          />
          {candidate.name}
        </label>{' '}
        {candidate.best && (
          <span className="jp-CanvasShare-badge jp-mod-best">
            {trans.__('Best model')}
          </span>
        )}
      </th>
      <td title={candidate.failure_reason ?? undefined}>
        <span className="jp-CanvasShare-status" data-status={candidate.status}>
          {candidateStatusLabel(trans, candidate.status)}
        </span>
        {candidate.failure_reason && (
          <p className="jp-CanvasShare-quiet">{candidate.failure_reason}</p>
        )}
        {candidate.notice && (
          <p className="jp-CanvasShare-quiet">{candidate.notice}</p>
        )}
      </td>
      <td className="jp-mod-number">
        {formatMetric(candidate.objective.value)}
        {deviation !== null && (
          <span
            className="jp-CanvasShare-quiet"
            title={trans.__('Standard deviation over the folds')}
          >
            {' '}
            {trans.__('± %1', formatNumber(deviation))}
          </span>
        )}
      </td>
      {metrics.map(name => (
        <td key={name} className="jp-mod-number">
          {formatMetric(value(name))}
        </td>
      ))}
      <td>
        {candidate.status === 'Completed' &&
          explanationLabel(trans, candidate.explanation)}
      </td>
      <td className="jp-mod-number">{formatNumber(candidate.seconds, 1)}</td>
    </tr>
  );
}
