import { Signal, type ISignal } from '@lumino/signaling';

import type { Notification } from '../api/types';
import type { INewsReading } from '../tokens';

/** More at once than this are told in one banner: nobody reads a tower of notifications. */
const AT_ONCE = 3;

/** What was told already; kept from one visit to the next. */
export interface ITold {
  /** Ids of events that are still unread. */
  ids: string[];
  /** Of all unread events this old or older; ISO 8601, empty for none. */
  floor: string;
}

export const NOTHING_TOLD: ITold = { ids: [], floor: '' };

/** What waits in the banner. */
export interface IWaiting {
  items: readonly Notification[];
  /** How many shared models it is about; there may be more of them than items. */
  models: number;
}

/** Which of the unread events are told now, and how: each of them once. */
export class Announcements {
  constructor(told: ITold) {
    this._told = new Set(told.ids);
    this._floor = told.floor;
  }

  /** Emitted with each event to tell on its own. */
  get announced(): ISignal<this, Notification> {
    return this._announced;
  }

  /** Emitted with what waits in the banner, when it changed. */
  get waitingChanged(): ISignal<this, IWaiting> {
    return this._waitingChanged;
  }

  /** Emitted with what to keep, when it changed. */
  get toldChanged(): ISignal<this, ITold> {
    return this._toldChanged;
  }

  take({ answer, live }: INewsReading): void {
    const { items, next, unread } = answer;
    const waiting = new Set(this._waiting.map(({ id }) => id));
    const fresh = items.filter(
      item => !this._wasTold(item) && !waiting.has(item.id)
    );
    // the first one taken stands for those before it, which may have found what had piled up
    const aside = live && this._begun && fresh.length <= AT_ONCE;
    this._begun = true;
    const before = JSON.stringify(this._state);
    if (next === null) {
      // all of them are here: what was looked at need not be kept any longer
      this._told = new Set(
        items.filter(item => this._wasTold(item)).map(({ id }) => id)
      );
      this._floor = '';
    }
    for (const { id } of fresh) {
      (aside ? this._told : waiting).add(id);
    }
    this._end = next === null ? '' : items[items.length - 1].at;
    this._waiting = items.filter(({ id }) => waiting.has(id));
    this._models =
      next === null
        ? new Set(this._waiting.map(({ shared_model }) => shared_model)).size
        : unread;
    if (aside) {
      // in the order in which they happened
      [...fresh].reverse().forEach(item => this._announced.emit(item));
    }
    this._waitingChanged.emit(this.waiting);
    if (JSON.stringify(this._state) !== before) {
      this._toldChanged.emit(this._state);
    }
  }

  get waiting(): IWaiting {
    return { items: this._waiting, models: this._models };
  }

  /** The banner was read. */
  dismiss(): void {
    this._waiting.forEach(({ id }) => this._told.add(id));
    this._waiting = [];
    this._floor = this._end || this._floor;
    this._toldChanged.emit(this._state);
    this._waitingChanged.emit(this.waiting);
  }

  private _wasTold({ id, at }: Notification): boolean {
    return (
      this._told.has(id) ||
      (this._floor !== '' && Date.parse(at) <= Date.parse(this._floor))
    );
  }

  private get _state(): ITold {
    return { ids: [...this._told], floor: this._floor };
  }

  private readonly _announced = new Signal<this, Notification>(this);
  private readonly _waitingChanged = new Signal<this, IWaiting>(this);
  private readonly _toldChanged = new Signal<this, ITold>(this);
  private _begun = false;
  private _told: Set<string>;
  private _waiting: readonly Notification[] = [];
  private _models = 0;
  private _floor: string;
  /** Of the oldest event on a page that has a next one. */
  private _end = '';
}
