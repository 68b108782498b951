import type { IPage } from '../api/types';

/** A page of a list, as it is shown. */
export interface IPageView<T> {
  /** Stays the same while the page is read again. */
  key: number;
  /** Its items, null while it was never read. */
  items: readonly T[] | null;
  /** How many items stand before it. */
  start: number;
}

export interface IPagesView<T, A> {
  pages: readonly IPageView<T>[];
  /** The first page's answer, null while it was never read. */
  first: A | null;
  /** How many items are known; null while there may be more. */
  total: number | null;
  /** Why the last read failed, else null. */
  error: unknown;
}

interface IPageState<A> {
  key: number;
  /** Where it starts: the cursor of the page before. */
  after: string | null;
  answer: A | null;
  stale: boolean;
  near: boolean;
}

/**
 * A long list, read page by page as one comes near it, one request at a time. After a change only
 * what is near is read again, and the rest when one comes to it. A page starts behind a key and not
 * at a number, so what is in view stays where it is, whatever comes or goes above it.
 */
export class Pages<T extends { id: string }, A extends IPage<T>> {
  constructor(private readonly _read: (after: string | null) => Promise<A>) {}

  /** For useSyncExternalStore: begin to read, and hear of each change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    // while nobody listened, nobody told of changes
    this.refresh();
    return () => this._listeners.delete(listener);
  };

  /** The same object as long as nothing changed. */
  readonly view = (): IPagesView<T, A> => this._view;

  /** Something changed on the server. */
  readonly refresh = (): void => {
    this._pages.forEach(page => {
      page.stale = true;
    });
    void this._work();
  };

  /** An item is gone; it need not be shown until the server has been read again. */
  readonly drop = (id: string): void => {
    this._pages.forEach(page => takeOut(page, new Set([id])));
    this._show(this._view.error);
  };

  /** Whether a page is in view, or will soon be. */
  readonly setNear = (key: number, near: boolean): void => {
    const page = this._pages.find(each => each.key === key);
    if (page && page.near !== near) {
      page.near = near;
      void this._work();
    }
  };

  private async _work(): Promise<void> {
    if (this._busy) {
      return;
    }
    this._busy = true;
    for (;;) {
      const page = this._pages.find(each => each.near && each.stale);
      if (page === undefined || this._listeners.size === 0) {
        break;
      }
      // a change while it is read makes it stale again
      page.stale = false;
      try {
        this._place(page, await this._read(page.after));
        this._show(null);
      } catch (reason) {
        page.stale = true;
        this._show(reason);
        break;
      }
    }
    this._busy = false;
  }

  private _place(page: IPageState<A>, answer: A): void {
    const next = this._pages.indexOf(page) + 1;
    // whatever was elsewhere came here since that was read
    const here = new Set(answer.items.map(({ id }) => id));
    this._pages.forEach(other => takeOut(other, here));
    page.answer = answer;
    if (answer.next === null) {
      this._pages.length = next;
    } else if (next === this._pages.length) {
      this._pages.push({
        key: this._keys++,
        after: answer.next,
        answer: null,
        stale: true,
        near: false
      });
    } else if (this._pages[next].after !== answer.next) {
      this._pages[next].after = answer.next;
      this._pages[next].stale = true;
    }
  }

  private _show(error: unknown): void {
    let total = 0;
    const pages = this._pages.map(({ key, answer }) => {
      const start = total;
      total += answer?.items.length ?? 0;
      return { key, items: answer?.items ?? null, start };
    });
    const last = this._pages[this._pages.length - 1];
    const complete = last.answer !== null && last.answer.next === null;
    this._view = {
      pages,
      first: this._pages[0].answer,
      total: complete ? total : null,
      error
    };
    this._listeners.forEach(listener => listener());
  }

  private readonly _listeners = new Set<() => void>();
  private _keys = 1;
  private _busy = false;
  private readonly _pages: IPageState<A>[] = [
    { key: 0, after: null, answer: null, stale: true, near: true }
  ];
  private _view: IPagesView<T, A> = {
    pages: [],
    first: null,
    total: null,
    error: null
  };
}

function takeOut<T extends { id: string }>(
  page: IPageState<IPage<T>>,
  ids: ReadonlySet<string>
): void {
  if (page.answer?.items.some(({ id }) => ids.has(id))) {
    const items = page.answer.items.filter(({ id }) => !ids.has(id));
    page.answer = { ...page.answer, items };
  }
}
