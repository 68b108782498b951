import type { IRouter, JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

import { CommandIDs } from '../tokens';
import { DEFAULT_FILTER, toFilter, type IFilter } from '../views/shared/filter';

/** The tab; that it is in the address says that the tab is to be opened. */
const DIRECTION = 'shared-models';
const SOURCE = 'shared-from';
const SORT = 'shared-sort';
const SEARCH = 'shared-search';

/** What addresses with a filter match, as the router sees them. */
const PATTERN = new RegExp(`[?&]${DIRECTION}=`);

const ROUTE = 'jupyterlab-canvas-share:route-shared-models';

/** The browser's address shows the filter of the list in front, and opens it. */
export class Address {
  /** `filterOf` a widget is null for one that is not the list. */
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _router: IRouter | null,
    private readonly _filterOf: (widget: Widget | null) => IFilter | null
  ) {
    if (_router === null) {
      return;
    }
    _app.commands.addCommand(ROUTE, {
      describedBy: {
        args: { type: 'object', properties: { search: { type: 'string' } } }
      },
      execute: args => {
        const filter = readAddress(String(args.search ?? ''));
        // after the restored tabs, of which the list may be one, with another filter
        void _app.restored.then(async () => {
          if (filter !== null) {
            await _app.commands.execute(CommandIDs.openSharedModels, {
              ...filter
            });
          }
          this._ready = true;
          this.update();
        });
      }
    });
    _router.register({ command: ROUTE, pattern: PATTERN });
    _router.routed.connect(() => this.update());
    void _app.restored.then(() => {
      this._ready ||= !PATTERN.test(window.location.search);
    });
    _app.shell.currentChanged?.connect(() => this.update());
  }

  /** Write the address anew, without a step in the history. */
  update(): void {
    // once JupyterLab has written its own part, which drops every parameter
    setTimeout(() => {
      if (this._router !== null && this._ready) {
        const { href } = window.location;
        const filter = this._filterOf(this._app.shell.currentWidget);
        const next = writeAddress(href, filter);
        if (next !== href) {
          window.history.replaceState(window.history.state, '', next);
        }
      }
    });
  }

  private _ready = false;
}

/** The filter in an address' query; wrong values fall back. Null if there is none. */
export function readAddress(search: string): IFilter | null {
  const query = new URLSearchParams(search);
  const get = (name: string) => query.get(name) ?? undefined;
  return query.has(DIRECTION)
    ? toFilter({
        direction: get(DIRECTION),
        source: get(SOURCE),
        sort: get(SORT),
        q: get(SEARCH)
      })
    : null;
}

/** The address with this filter, or with none; everything else in it stays. */
export function writeAddress(href: string, filter: IFilter | null): string {
  const url = new URL(href);
  // URLSearchParams would write the other parameters anew, in another spelling
  const others = url.search
    .slice(1)
    .split('&')
    .filter(pair => pair && !OURS.has(pair.split('=')[0]));
  const ours = filter ? pairsOf(filter) : [];
  url.search = [...others, ...ours].join('&');
  return url.href;
}

const OURS: ReadonlySet<string> = new Set([DIRECTION, SOURCE, SORT, SEARCH]);

function pairsOf({ direction, source, sort, q }: IFilter): string[] {
  const query = new URLSearchParams({ [DIRECTION]: direction });
  if (source !== null) {
    query.set(SOURCE, source);
  }
  if (sort !== DEFAULT_FILTER.sort) {
    query.set(SORT, sort);
  }
  if (q !== '') {
    query.set(SEARCH, q);
  }
  return query.toString().split('&');
}
