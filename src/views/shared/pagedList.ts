import { Signal, type ISignal } from '@lumino/signaling';

import type { IPage } from '../../api/types';

interface IItem {
  readonly id: string;
}

/** In pages: what is not found again so far away is not looked for any further. */
const NEAR = 5;

/**
 * The beginning of a long list, page by page: it grows at its end, and any part of it can be read
 * again where it is. The server's cursors say after which item a page begins, not at which number,
 * so they stay good while items come and go.
 */
export class PagedList<T extends IItem> {
  /**
   * @param _read - one page, after a cursor.
   * @param _place - what the list is sorted by: an item whose place changed is not where it was.
   */
  constructor(
    private readonly _read: (after: string | null) => Promise<IPage<T>>,
    private readonly _place: (item: T) => string
  ) {}

  /** What was read so far; null before the first answer. */
  items: readonly T[] | null = null;
  error: unknown = null;
  /** How many items came to the top since `markTop`. */
  arrived = 0;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether nothing comes after the last item. */
  get complete(): boolean {
    return this.items !== null && this._next === null;
  }

  /** Read the next page, if there is one and it is not being read. */
  more(): void {
    if (!this._growing && !this.complete && this.error === null) {
      this._growing = true;
      void this._enqueue(async () => {
        try {
          const page = await this._read(this._next);
          this._merge(this.items?.length ?? 0, page);
        } finally {
          this._growing = false;
        }
      });
    }
  }

  /** Read the top again, and the pages that items number `first` to `last` are on. */
  refresh(first = 0, last = 0): void {
    const from = this.items?.[first]?.id;
    const to = this.items?.[last]?.id;
    if (this._waiting !== null) {
      this._waiting = { from, to };
      return;
    }
    this._waiting = { from, to };
    void this._enqueue(async () => {
      const waiting = this._waiting!;
      this._waiting = null;
      await this._reread(waiting.from, waiting.to);
    });
  }

  /** The top was seen: from now on, what comes to it is counted from zero. */
  markTop(): void {
    if (this.arrived !== 0) {
      this.arrived = 0;
      this._changed.emit();
    }
  }

  dispose(): void {
    this._disposed = true;
    Signal.clearData(this);
  }

  private async _reread(from?: string, to?: string): Promise<void> {
    const covered = this._merge(0, await this._read(null));
    const last = this._indexOf(to);
    const first = this._indexOf(from);
    // the first may have moved away: then only where the last is
    let start = Math.max(covered, this._pageStart(first < 0 ? last : first));
    while (start <= last && !this._disposed) {
      const cursor = this._cursors.get(this.items![start - 1].id);
      if (cursor === undefined) {
        break;
      }
      const end = this._merge(start, await this._read(cursor));
      if (end <= start) {
        break;
      }
      start = end;
    }
  }

  /** Put a page in its place, which begins at item number `start`; answers where it ends. */
  private _merge(start: number, page: IPage<T>): number {
    const old = this.items ?? [];
    const fresh = new Map(page.items.map(item => [item.id, item]));
    const end = page.next === null ? old.length : this._endOf(start, page);
    const replaced = end !== null && end < old.length;
    const head = old.slice(0, start).filter(({ id }) => !fresh.has(id));
    const rest = replaced
      ? old.slice(end).filter(({ id }) => !fresh.has(id))
      : [];
    if (start === 0 && this.items !== null) {
      this.arrived += this._news(page.items);
    }
    page.items.forEach(({ id }) => this._cursors.delete(id));
    if (page.next !== null && page.items.length > 0) {
      this._cursors.set(page.items[page.items.length - 1].id, page.next);
    }
    this.items = [...head, ...page.items, ...rest];
    if (!replaced) {
      this._next = page.next;
    }
    return head.length + page.items.length;
  }

  /** Up to which item of the list a page that begins at `start` speaks; null: far beyond all. */
  private _endOf(start: number, page: IPage<T>): number | null {
    const old = this.items ?? [];
    const numbers = new Map<string, number>();
    const far = Math.min(old.length, start + NEAR * page.items.length);
    for (let index = start; index < far; index++) {
      numbers.set(old[index].id, index);
    }
    for (const item of [...page.items].reverse()) {
      const index = numbers.get(item.id);
      if (
        index !== undefined &&
        this._place(old[index]) === this._place(item)
      ) {
        return index + 1;
      }
    }
    return null;
  }

  /** How many of the items at the top were not there, or were further down. */
  private _news(items: readonly T[]): number {
    const near = this.items!.slice(0, NEAR * items.length);
    const old = new Map(near.map(item => [item.id, this._place(item)]));
    const known = items.findIndex(
      item => old.get(item.id) === this._place(item)
    );
    return known < 0 ? items.length : known;
  }

  /** Where the page begins that an item is on. */
  private _pageStart(index: number): number {
    let start = Math.max(0, index);
    while (start > 0 && !this._cursors.has(this.items![start - 1].id)) {
      start--;
    }
    return start;
  }

  private _indexOf(id: string | undefined): number {
    return this.items?.findIndex(item => item.id === id) ?? -1;
  }

  /** One request at a time: each builds on what the last one found. */
  private _enqueue(work: () => Promise<void>): Promise<void> {
    this._queue = this._queue.then(async () => {
      if (this._disposed) {
        return;
      }
      try {
        await work();
        this.error = null;
      } catch (error) {
        this.error = error;
      }
      if (!this._disposed) {
        this._changed.emit();
      }
    });
    return this._queue;
  }

  private readonly _changed = new Signal<this, void>(this);
  /** The cursor after an item, for each that was the last of a page. */
  private readonly _cursors = new Map<string, string>();
  private _queue: Promise<void> = Promise.resolve();
  private _waiting: { from?: string; to?: string } | null = null;
  private _next: string | null = null;
  private _growing = false;
  private _disposed = false;
}
