import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';

import { EMPTY, type IExperiment } from './experiment';
import { PAGES, type PageId } from './fields';

/** An unfinished wizard. */
export interface IDraft {
  experiment: IExperiment;
  page: PageId;
  /** Whether a person chose the experiment's name. */
  named: boolean;
}

/** Where an unfinished wizard is kept, so that it survives a reload. */
export interface IDraftStore {
  load(): Promise<ReadonlyPartialJSONValue | undefined>;
  save(draft: IDraft): Promise<void>;
  remove(): Promise<void>;
}

/** What was kept, null if that is no draft. Fields it does not have, or of another kind, are empty. */
export function toDraft(kept: unknown): IDraft | null {
  if (!isObject(kept) || !isObject(kept.experiment)) {
    return null;
  }
  const experiment: Record<string, unknown> = { ...EMPTY };
  for (const [name, empty] of Object.entries(EMPTY)) {
    const value = kept.experiment[name];
    if (
      value !== undefined &&
      (empty === null ? isOptional(name, value) : sameKind(value, empty))
    ) {
      experiment[name] = value;
    }
  }
  return {
    experiment: experiment as unknown as IExperiment,
    page: PAGES.find(page => page === kept.page) ?? PAGES[0],
    named: kept.named === true
  };
}

const LISTS: ReadonlySet<string> = new Set(['features', 'algorithms']);

function isOptional(name: string, value: unknown): boolean {
  return (
    value === null ||
    (LISTS.has(name)
      ? Array.isArray(value) && value.every(item => typeof item === 'string')
      : typeof value === 'string')
  );
}

function sameKind(value: unknown, empty: unknown): boolean {
  return isObject(empty) ? isObject(value) : typeof value === typeof empty;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
