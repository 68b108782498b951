import type { Event } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { CanvasShareClient } from '../api/client';
import { EVENT_SCHEMA } from '../api/events';
import type { Me } from '../api/types';
import type { IHost } from '../components/host';
import type { ICanvasShare, ISharedModelChange } from '../tokens';
import { NewsReader } from './newsReader';

/** One per application: the client, and the server's events as a signal. */
export class CanvasShareModel implements ICanvasShare, IDisposable {
  constructor(options: {
    client: CanvasShareClient;
    host: IHost;
    events: Event.IManager;
  }) {
    this.client = options.client;
    this.host = options.host;
    this._events = options.events;
    this._events.stream.connect(this._onEvent, this);
    this.news = new NewsReader(this.client, this.changed);
    this.news.missed.connect(() => this._stale.emit());
  }

  readonly client: CanvasShareClient;
  readonly host: IHost;
  readonly news: NewsReader;

  get changed(): ISignal<ICanvasShare, ISharedModelChange> {
    return this._changed;
  }

  get stale(): ISignal<ICanvasShare, void> {
    return this._stale;
  }

  get ready(): Promise<Me> {
    return this._ready.promise;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  me(): Promise<Me> {
    if (this._me === null) {
      this._me = this.client.me();
      this._me.then(
        me => this._ready.resolve(me),
        () => {
          this._me = null;
        }
      );
    }
    return this._me;
  }

  refresh(): void {
    this._stale.emit();
    this.news.refresh();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.news.dispose();
      this._events.stream.disconnect(this._onEvent, this);
      Signal.clearData(this);
    }
  }

  private _onEvent(_: Event.IManager, event: Event.Emission): void {
    const { schema_id, action, shared_model } = event;
    if (
      schema_id === EVENT_SCHEMA &&
      typeof action === 'string' &&
      typeof shared_model === 'string'
    ) {
      this._changed.emit({ action, sharedModel: shared_model });
    }
  }

  private readonly _changed = new Signal<ICanvasShare, ISharedModelChange>(
    this
  );
  private readonly _stale = new Signal<ICanvasShare, void>(this);
  private readonly _events: Event.IManager;
  private _isDisposed = false;
  private _me: Promise<Me> | null = null;
  private readonly _ready = new PromiseDelegate<Me>();
}
