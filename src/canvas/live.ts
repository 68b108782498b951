import { ApiError } from '../api/errors';
import { EVENT_SCHEMA } from '../api/events';

const BEAT_MS = 30_000;
/** Without the event bus the heartbeat is all that tells of changes. */
const BEAT_ALONE_MS = 10_000;
/** A network that fell silent answers neither yes nor no. */
const PATIENCE_MS = 15_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Told that a SharedModel changed; null means that any may have. */
export type LiveListener = (sharedModel: string | null) => void;

/** Asks the server what is new; the answer is another text when something is. */
export type Heartbeat = () => Promise<string>;

export type Connection = 'open' | 'lost' | 'signed-out';

/**
 * Tells when to read again, and whether the server can be reached. The event bus tells at once; a
 * heartbeat notices what it missed, and shows the server that somebody looks. Nothing happens
 * while nobody looks at the page. Events are hints: what they say is never shown.
 */
export class LiveUpdates {
  constructor(
    private readonly _baseUrl: string,
    private readonly _heartbeat: Heartbeat
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', this._onVisibility);
    window.addEventListener('online', this._onOnline);
    this._connect();
    this._beatIn(BEAT_MS);
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this._onVisibility);
    window.removeEventListener('online', this._onOnline);
    this._pause();
    const socket = this._socket;
    this._socket = null;
    socket?.close();
  }

  subscribe(listener: LiveListener): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  get connection(): Connection {
    return this._connection;
  }

  /** Call `listener` whenever `connection` changes. */
  readonly onConnection = (listener: () => void): (() => void) => {
    this._watchers.add(listener);
    return () => this._watchers.delete(listener);
  };

  private _connect(): void {
    const url = new URL(
      `${this._baseUrl}api/events/subscribe`,
      window.location.href
    );
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this._socket = socket;
    socket.onopen = () => {
      this._open = true;
      this._socketRetry = FIRST_RETRY_MS;
      this._beatIn(BEAT_MS);
      this._answered();
      // something may have happened before it was open
      this._tell(null);
    };
    socket.onmessage = message => this._onMessage(message.data);
    socket.onclose = () => {
      if (this._socket === socket) {
        this._socket = null;
        this._open = false;
        this._reconnect();
        if (this._connection === 'open' && !document.hidden) {
          // is it the bus alone, or the server?
          void this._beat();
        }
      }
    };
  }

  private _reconnect(): void {
    window.clearTimeout(this._socketTimer);
    if (!document.hidden) {
      this._socketTimer = window.setTimeout(
        () => this._connect(),
        this._socketRetry
      );
      this._socketRetry = Math.min(this._socketRetry * 2, LAST_RETRY_MS);
    }
  }

  private _onMessage(data: unknown): void {
    let frame: unknown;
    try {
      frame = JSON.parse(String(data));
    } catch {
      return;
    }
    if (
      typeof frame === 'object' &&
      frame !== null &&
      'schema_id' in frame &&
      frame.schema_id === EVENT_SCHEMA &&
      'shared_model' in frame
    ) {
      this._tell(String(frame.shared_model));
    }
  }

  private async _beat(): Promise<void> {
    window.clearTimeout(this._beatTimer);
    const mine = ++this._beats;
    try {
      const news = await inTime(this._heartbeat());
      if (mine === this._beats) {
        const missed =
          this._away ||
          !this._open ||
          this._connection !== 'open' ||
          (this._news !== null && this._news !== news);
        this._news = news;
        this._away = false;
        this._answered();
        this._beatIn(this._open ? BEAT_MS : BEAT_ALONE_MS);
        if (missed) {
          this._tell(null);
        }
      }
    } catch (reason) {
      if (mine === this._beats) {
        const out =
          reason instanceof ApiError && [401, 403].includes(reason.status);
        this._setConnection(out ? 'signed-out' : 'lost');
        this._beatIn(this._beatRetry);
        this._beatRetry = Math.min(this._beatRetry * 2, LAST_RETRY_MS);
      }
    }
  }

  private _beatIn(pause: number): void {
    window.clearTimeout(this._beatTimer);
    if (!document.hidden) {
      this._beatTimer = window.setTimeout(() => void this._beat(), pause);
    }
  }

  private _answered(): void {
    this._beatRetry = FIRST_RETRY_MS;
    this._setConnection('open');
  }

  private _setConnection(connection: Connection): void {
    if (this._connection !== connection) {
      this._connection = connection;
      this._watchers.forEach(watcher => watcher());
    }
  }

  private _tell(sharedModel: string | null): void {
    if (!document.hidden) {
      this._listeners.forEach(listener => listener(sharedModel));
    }
  }

  private readonly _onVisibility = () => {
    if (document.hidden) {
      this._pause();
    } else {
      this._onOnline();
    }
  };

  private readonly _onOnline = () => {
    this._away = true;
    this._beatRetry = FIRST_RETRY_MS;
    void this._beat();
    if (this._socket === null) {
      this._socketRetry = FIRST_RETRY_MS;
      this._reconnect();
    }
  };

  private _pause(): void {
    // an answer on its way is not waited for
    this._beats += 1;
    window.clearTimeout(this._beatTimer);
    window.clearTimeout(this._socketTimer);
  }

  private readonly _listeners = new Set<LiveListener>();
  private readonly _watchers = new Set<() => void>();
  private _connection: Connection = 'open';
  private _socket: WebSocket | null = null;
  private _open = false;
  private _socketTimer: number | undefined;
  private _socketRetry = FIRST_RETRY_MS;
  private _beatTimer: number | undefined;
  private _beatRetry = FIRST_RETRY_MS;
  private _beats = 0;
  /** The last answer of the heartbeat. */
  private _news: string | null = null;
  /** Whether nobody looked, or there was no network, since the last heartbeat. */
  private _away = false;
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(
      () => reject(new Error('The server did not answer in time')),
      PATIENCE_MS
    );
    promise.finally(() => window.clearTimeout(timer)).then(resolve, reject);
  });
}
