import * as React from 'react';

import { SORTS, SOURCES } from '../api/rules';
import type { ModelSource, Sort } from '../api/types';
import { oneOf } from '../components/lists';

export type ModelTab = 'analyze' | 'predict';
export type PredictMode = 'single' | 'batch';

/** Which models are listed, and how. */
export interface IModelsRoute {
  page: 'models';
  q: string;
  source: ModelSource | null;
  sort: Sort;
}

/** Where the page is. It stands in the address, so back, reload and bookmarks work. */
export type Route =
  | IModelsRoute
  | { page: 'model'; id: string; tab: ModelTab; mode: PredictMode };

/** All models, the last updated ones first. */
export const MODELS: IModelsRoute = {
  page: 'models',
  q: '',
  source: null,
  sort: 'updated'
};

export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const match = path.match(/^\/models\/([^/]+)(?:\/(analyze|predict))?$/);
  if (match === null) {
    return {
      page: 'models',
      q: parameters.get('q') ?? '',
      source: oneOf(SOURCES, parameters.get('source')) ?? MODELS.source,
      sort: oneOf(SORTS, parameters.get('sort')) ?? MODELS.sort
    };
  }
  return {
    page: 'model',
    id: decode(match[1]),
    tab: match[2] === 'predict' ? 'predict' : 'analyze',
    mode: parameters.get('mode') === 'batch' ? 'batch' : 'single'
  };
}

/** An address typed by hand may hold a stray percent sign. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function formatRoute(route: Route): string {
  if (route.page === 'models') {
    const parameters = new URLSearchParams();
    if (route.q) {
      parameters.set('q', route.q);
    }
    if (route.source !== null) {
      parameters.set('source', route.source);
    }
    if (route.sort !== MODELS.sort) {
      parameters.set('sort', route.sort);
    }
    const query = parameters.toString();
    return query ? `#/models?${query}` : '#/models';
  }
  const path = `#/models/${encodeURIComponent(route.id)}/${route.tab}`;
  return route.mode === 'batch' ? `${path}?mode=batch` : path;
}

/** Where a SharedModel opens. */
export function modelRoute(id: string): Route {
  return { page: 'model', id, tab: 'analyze', mode: 'single' };
}

/** Go there; with `replace`, back does not come here again. */
export function go(route: Route, replace = false): void {
  const hash = formatRoute(route);
  if (replace) {
    window.location.replace(hash);
  } else {
    window.location.hash = hash;
  }
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  const hash = React.useSyncExternalStore(
    subscribe,
    () => window.location.hash
  );
  return React.useMemo(() => parseRoute(hash), [hash]);
}
