import * as React from 'react';

import type { HistoryEntry } from '../api/types';
import { eventText } from './events';
import { useHost } from './host';
import { Time } from './Time';

/** The **Shared History**: who shared which version when, with what note; newest on top. */
export function History({
  entries,
  usable
}: {
  entries: readonly HistoryEntry[];
  /** Whether the current version can be used: one that was not imported is not in use. */
  usable: boolean;
}): React.JSX.Element {
  const { trans } = useHost();
  const numbers = versionNumbers(entries);
  const newestFirst = [...entries].sort(byTime).reverse();
  return (
    <ol
      className="jp-CanvasShare-history"
      aria-label={trans.__('Shared History')}
    >
      {newestFirst.map(entry => {
        const number = numbers.get(entry.id);
        return (
          <li key={entry.id} className="jp-CanvasShare-history-entry">
            <p className="jp-CanvasShare-history-head">
              {number !== undefined && (
                <>
                  <span className="jp-CanvasShare-badge jp-mod-version">
                    {trans.__('V%1', number)}
                  </span>{' '}
                </>
              )}
              <span>{eventText(trans, entry)}</span>{' '}
              {usable && entry.current && (
                <span className="jp-CanvasShare-badge">
                  {trans.__('In use')}
                </span>
              )}
            </p>
            <p className="jp-CanvasShare-history-when">
              <Time value={entry.at} />
            </p>
            {entry.note && <p className="jp-CanvasShare-note">{entry.note}</p>}
          </li>
        );
      })}
    </ol>
  );
}

function byTime(one: HistoryEntry, other: HistoryEntry): number {
  return (
    Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1)
  );
}

/**
 * V1 for the oldest version and so on. Somebody who was added later meets the model first in
 * `recipients-added`: there, and only there, that event is a version of its own.
 */
function versionNumbers(entries: readonly HistoryEntry[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const entry of [...entries].sort(byTime)) {
    const first = entry.kind !== 'recipients-added' || numbers.size === 0;
    if (entry.version !== null && first) {
      numbers.set(entry.id, numbers.size + 1);
    }
  }
  return numbers;
}
