import type { ModelSource, Sort } from '../api/types';
import type { ITrans } from './host';

/** The one of `known` that a loose value is, say one of an address typed by hand. */
export function oneOf<T>(known: readonly T[], value: unknown): T | null {
  return known.find(each => each === value) ?? null;
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

/** A source by its own name. */
export function sourceLabel(trans: ITrans, source: ModelSource): string {
  switch (source) {
    case 'autopilot':
      return trans.__('Autopilot');
    case 'jumpstart':
      return trans.__('JumpStart');
    case 'model-registry':
      return trans.__('Model Registry');
    case 'canvas':
      return trans.__('Canvas');
    case 'mlflow':
      return trans.__('MLflow');
  }
}
