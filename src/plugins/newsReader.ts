import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { CanvasShareClient } from '../api/client';
import type { Notifications } from '../api/types';
import type { INews, INewsReading, ISharedModelChange } from '../tokens';

/** How often it is read while somebody sees the page; the server takes it as a sign of that. */
const HEARTBEAT = 30_000;
/** After a failure, at first and at most. */
const RETRY = 1_000;
const LAST_RETRY = 5_000;
/** JupyterLab's event stream comes back up to 30 s after the server did, and does not say when. */
const STREAM_RETURNS = 31_000;
const PAGE = 100;
/** What the event stream says when something came from others; only that can be news. */
const RECEIVED = 'received';

const CALM = { interval: HEARTBEAT, backoff: 2, max: HEARTBEAT };
const HURRIED = { interval: RETRY, backoff: 2, max: LAST_RETRY };

/**
 * Reads what is new: on every change, as a heartbeat, and when something may have been missed.
 * While nobody sees the page it waits.
 *
 * Nothing says that the event stream was lost: a server may be away and back between two
 * heartbeats. So what is new counts as seen live only if the stream told of it, or if it was found
 * while looking every second.
 */
export class NewsReader implements INews, IDisposable {
  /** `changed` tells of single changes, as long as the connection holds. */
  constructor(
    private readonly _client: CanvasShareClient,
    private readonly _changed: ISignal<unknown, ISharedModelChange>
  ) {
    this._poll = new Poll({
      name: 'jupyterlab-canvas-share:news',
      auto: false,
      frequency: CALM,
      standby: 'when-hidden',
      linger: 0,
      factory: () => this._read()
    });
  }

  latest: INewsReading | null = null;

  get read(): ISignal<INews, INewsReading> {
    return this._signal;
  }

  /**
   * Emitted when changes may have been missed, once the server answers again; and at each heartbeat,
   * since a stream that was lost for a moment may have missed what is no news.
   */
  get missed(): ISignal<this, void> {
    return this._missedSignal;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  start(): void {
    this._changed.connect(this._onChange, this);
    document.addEventListener('visibilitychange', this._onVisible);
    void this._poll.start();
  }

  /** Read again now; while a read is under way, again after it. Unseen, it waits to be seen. */
  refresh(): void {
    if (document.visibilityState !== 'visible') {
      return;
    }
    this._asked = true;
    if (this._reading) {
      // never two at a time: the answers could come in the wrong order
      this._again = true;
    } else {
      void this._poll.refresh();
    }
  }

  /** Some request did not get through: find out when the server is back. */
  connectionLost(): void {
    this._interrupted();
    this.refresh();
  }

  dispose(): void {
    document.removeEventListener('visibilitychange', this._onVisible);
    this._changed.disconnect(this._onChange, this);
    this._poll.dispose();
    Signal.clearData(this);
  }

  private _onChange(
    _: unknown,
    { action, sharedModel }: ISharedModelChange
  ): void {
    if (action === RECEIVED) {
      this._heard.add(sharedModel);
    }
    this.refresh();
  }

  private readonly _onVisible = () => {
    if (document.visibilityState === 'visible') {
      // a laptop that slept comes back like this
      this._missed = true;
      this.refresh();
    }
  };

  private async _read(): Promise<void> {
    this._reading = true;
    this._again = false;
    const { _asked: asked, _missed: missed } = this;
    const heard = [...this._heard];
    this._asked = false;
    this._missed = false;
    try {
      const answer = await this._client.notifications({ limit: PAGE });
      if (!this.isDisposed) {
        this._take(answer, asked, missed);
        // what was heard since may not be in this answer yet
        heard.forEach(id => this._heard.delete(id));
      }
    } catch (error) {
      this._interrupted();
      throw error;
    } finally {
      this._reading = false;
      if (this._again && !this.isDisposed) {
        // once the poll has noted that this read has ended
        setTimeout(() => void this._poll.refresh());
      }
    }
  }

  private _take(answer: Notifications, asked: boolean, missed: boolean): void {
    const now = Date.now();
    const old = this.latest?.answer ?? answer;
    const known = new Set(old.items.map(({ id }) => id));
    const silent = answer.items.some(
      ({ id, shared_model }) => !known.has(id) && !this._heard.has(shared_model)
    );
    const watched =
      this._streamBack !== null &&
      this._readAt < this._streamBack &&
      now - this._readAt <= 2 * LAST_RETRY;
    if (this._streamBack === null || (silent && !watched)) {
      this._streamBack = now + STREAM_RETURNS;
    }
    const hurried = now < this._streamBack;
    this._poll.frequency = hurried ? HURRIED : CALM;
    this._readAt = now;
    const live = this.latest !== null && !missed && (!silent || watched);
    const beat = this.latest !== null && !asked && !hurried;
    this.latest = { answer, live };
    if (missed || silent || beat || (!asked && differ(old, answer))) {
      this._missedSignal.emit();
    }
    this._signal.emit(this.latest);
  }

  private _interrupted(): void {
    this._missed = true;
    this._streamBack = null;
    this._poll.frequency = HURRIED;
  }

  private readonly _poll: Poll;
  private readonly _signal = new Signal<INews, INewsReading>(this);
  private readonly _missedSignal = new Signal<this, void>(this);
  private _asked = false;
  private _reading = false;
  private _again = false;
  private _missed = false;
  /** The SharedModels that the event stream told of and no reading covers yet. */
  private readonly _heard = new Set<string>();
  /** When it was read last. */
  private _readAt = 0;
  /** From when on the event stream tells of changes again; null while nothing answers. */
  private _streamBack: number | null = 0;
}

function differ(one: Notifications, other: Notifications): boolean {
  const ids = ({ items }: Notifications) => items.map(({ id }) => id).join();
  return one.unread !== other.unread || ids(one) !== ids(other);
}
