import type { Direction, ModelSource, Sort } from '../../api/types';
import type { ITrans } from '../../components/host';

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

export const SORTS: readonly Sort[] = ['updated', 'title', '-title'];

const DIRECTIONS: readonly Direction[] = ['by-me', 'with-me'];
const SOURCES: readonly ModelSource[] = [
  'autopilot',
  'jumpstart',
  'model-registry',
  'canvas',
  'mlflow'
];

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

export function sortLabel(trans: ITrans, sort: Sort): string {
  switch (sort) {
    case 'updated':
      return trans.__('Last updated');
    case 'title':
      return trans.__('Name A to Z');
    case '-title':
      return trans.__('Name Z to A');
  }
}

function oneOf<T>(known: readonly T[], value: unknown): T | null {
  return known.find(each => each === value) ?? null;
}
