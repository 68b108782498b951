import { act, render, type RenderResult } from '@testing-library/react';
import * as React from 'react';

import { CanvasShareClient, type Transport } from '../../api/client';
import { TestHost } from '../../components/__tests__/host';
import { HostProvider } from '../../components/host';
import { App } from '../App';
import { CanvasProvider } from '../context';
import { heartbeat } from '../inbox';
import { LiveUpdates } from '../live';

export const SCHEMA_ID =
  'https://events.jupyterlab-canvas-share.org/shared_model/v1';

interface IRequest {
  query: URLSearchParams;
  body: any;
}

/** What a route of the table answers: a value as JSON, or a refusal. */
type Answer = (request: IRequest) => unknown;

export class Refusal {
  constructor(
    readonly status: number,
    readonly body: object
  ) {}
}

/** The server as seen through the wire: a table of routes, and what was asked. */
export class Wire {
  readonly requests: string[] = [];

  constructor() {
    this.on('GET /notifications', () => ({
      items: [],
      next: null,
      unread: 0,
      unread_with_me: 0
    }));
  }

  on(route: string, answer: Answer): this {
    this._table.set(route, answer);
    return this;
  }

  count(route: string): number {
    return this.requests.filter(request => request === route).length;
  }

  readonly transport: Transport = async (path, init) => {
    const [pathname, query] = path.split('?');
    const route = `${init.method} ${pathname}`;
    this.requests.push(route);
    const answer = this._table.get(route);
    const { body } = init;
    const result = answer
      ? await answer({
          query: new URLSearchParams(query),
          body: typeof body === 'string' ? JSON.parse(body) : body
        })
      : new Refusal(404, { code: 'not_found', message: `No ${route}.` });
    return respond(result);
  };

  private readonly _table = new Map<string, Answer>();
}

/** As much of a Response as the client reads; jsdom has none. */
export function respond(result: unknown): Response {
  const refused = result instanceof Refusal;
  const text = JSON.stringify(refused ? result.body : result);
  return {
    ok: !refused,
    status: refused ? result.status : 200,
    statusText: refused ? 'Refused' : 'OK',
    text: async () => text,
    json: async () => JSON.parse(text),
    blob: async () => result as Blob
  } as unknown as Response;
}

/** The server's end of the event bus. */
export class EventBus {
  static sockets: EventBus[] = [];

  onopen: () => void = () => {};
  onclose: () => void = () => {};
  onmessage: (message: { data: string }) => void = () => {};

  constructor(readonly url: URL) {
    EventBus.sockets.push(this);
  }

  close(): void {
    EventBus.sockets = EventBus.sockets.filter(socket => socket !== this);
    this.onclose();
  }

  static emit(action: string, sharedModel: string, schema = SCHEMA_ID): void {
    const data = JSON.stringify({
      schema_id: schema,
      action,
      shared_model: sharedModel
    });
    this.sockets.forEach(socket => socket.onmessage({ data }));
  }

  static open(): void {
    this.sockets.forEach(socket => socket.onopen());
  }
}

/** Tells what is in view: jsdom lays nothing out. */
class Sight {
  static seen: Sight[] = [];
  private _element: Element | null = null;

  constructor(private readonly _tell: (entries: object[]) => void) {
    Sight.seen.push(this);
  }

  observe(element: Element): void {
    this._element = element;
  }

  disconnect(): void {
    Sight.seen = Sight.seen.filter(each => each !== this);
  }

  tell(wanted: Element, isIntersecting: boolean): void {
    if (this._element === wanted) {
      this._tell([{ isIntersecting }]);
    }
  }
}

/** Scroll: an element comes into view, or leaves it. */
export async function scroll(element: Element, near: boolean): Promise<void> {
  await act(async () => Sight.seen.forEach(each => each.tell(element, near)));
}

export function installEventBus(): void {
  EventBus.sockets = [];
  (window as any).WebSocket = EventBus;
  (window as any).IntersectionObserver = Sight;
  withDialogs();
}

/** jsdom has the element without what makes it a dialog. */
export function withDialogs(): void {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
}

export const ME = {
  profile: {
    name: 'analyst',
    display_name: 'Ana Lyst',
    apps: ['Canvas'],
    since: '2026-01-01T00:00:00Z'
  },
  domain: 'default',
  store: 'file:///store',
  max_recipients: 23,
  note_limit: 10000,
  capabilities: { train: false, studio: false, canvas: true },
  version: '0.1.0'
};

let running: LiveUpdates | null = null;

/** Open the page at an address, as the browser does. */
export async function openCanvas(
  wire: Wire,
  hash = '#/models'
): Promise<{ host: TestHost; page: RenderResult }> {
  window.location.hash = hash;
  installEventBus();
  running?.stop();
  const host = new TestHost();
  const client = new CanvasShareClient(wire.transport);
  const live = new LiveUpdates('/base/', heartbeat(client));
  running = live;
  live.start();
  const page = render(
    <HostProvider value={host}>
      <CanvasProvider value={{ client, live, kept: { current: null } }}>
        <App />
      </CanvasProvider>
    </HostProvider>
  );
  await act(async () => EventBus.open());
  return { host, page };
}

/** Something happened on the server. */
export async function emit(action: string, id: string): Promise<void> {
  await act(async () => EventBus.emit(action, id));
}
