const SCHEMA_ID = 'https://events.jupyterlab-canvas-share.org/shared_model/v1';
const POLL_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** Told that a SharedModel changed; null means that any may have. */
export type LiveListener = (sharedModel: string | null) => void;

/**
 * Tells when to read again. Its source is the server's event bus; while that is away, a slow poll;
 * and nothing while nobody looks at the page. Events are hints: what they say is never shown.
 */
export class LiveUpdates {
  constructor(private readonly _baseUrl: string) {}

  start(): void {
    document.addEventListener('visibilitychange', this._onVisibility);
    this._connect();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this._onVisibility);
    this._pause();
    const socket = this._socket;
    this._socket = null;
    socket?.close();
  }

  subscribe(listener: LiveListener): () => void {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  private _connect(): void {
    const url = new URL(
      `${this._baseUrl}api/events/subscribe`,
      window.location.href
    );
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this._socket = socket;
    socket.onopen = () => {
      this._retryMs = FIRST_RETRY_MS;
      window.clearInterval(this._poll);
      // something may have happened before it was open
      this._tell(null);
    };
    socket.onmessage = message => this._onMessage(message.data);
    socket.onclose = () => {
      if (this._socket === socket) {
        this._socket = null;
        this._resume();
      }
    };
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
      frame.schema_id === SCHEMA_ID &&
      'shared_model' in frame
    ) {
      this._tell(String(frame.shared_model));
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
      return;
    }
    this._tell(null);
    if (this._socket === null) {
      this._retryMs = FIRST_RETRY_MS;
      this._resume();
    }
  };

  private _pause(): void {
    window.clearInterval(this._poll);
    window.clearTimeout(this._retry);
  }

  private _resume(): void {
    this._pause();
    if (document.hidden) {
      return;
    }
    this._poll = window.setInterval(() => this._tell(null), POLL_MS);
    this._retry = window.setTimeout(() => this._connect(), this._retryMs);
    this._retryMs = Math.min(this._retryMs * 2, LAST_RETRY_MS);
  }

  private readonly _listeners = new Set<LiveListener>();
  private _socket: WebSocket | null = null;
  private _poll: number | undefined;
  private _retry: number | undefined;
  private _retryMs = FIRST_RETRY_MS;
}
