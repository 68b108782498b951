import { SORTS, SOURCES } from '../../api/rules';
import type { Direction, ModelSource, Sort } from '../../api/types';
import { oneOf } from '../../components/lists';

/** What the **Shared models and notebooks** tab shows. */
export interface IFilter {
  readonly direction: Direction;
  readonly source: ModelSource | null;
  readonly sort: Sort;
  readonly q: string;
}

export const DEFAULT_FILTER: IFilter = {
  direction: 'by-me',
  source: null,
  sort: 'updated',
  q: ''
};

const DIRECTIONS: readonly Direction[] = ['by-me', 'with-me'];
/** A filter out of loose values; what is wrong or left out is as in `fallback`. */
export function toFilter(
  values: Readonly<Record<string, unknown>>,
  fallback: IFilter = DEFAULT_FILTER
): IFilter {
  const { direction, source, sort, q } = values;
  return {
    direction: oneOf(DIRECTIONS, direction) ?? fallback.direction,
    source:
      oneOf(SOURCES, source) ?? (source === undefined ? fallback.source : null),
    sort: oneOf(SORTS, sort) ?? fallback.sort,
    q: typeof q === 'string' ? q : fallback.q
  };
}
