import { ApiError } from '../../api/errors';
import { LiveUpdates } from '../live';
import { EventBus, installEventBus } from './wire';

let live: LiveUpdates;
let told: (string | null)[];
/** What the server answers to a heartbeat, or throws. */
let news: string | Error;
let beats: number;

function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', {
    configurable: true,
    value: hidden
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  jest.useFakeTimers();
  installEventBus();
  setHidden(false);
  told = [];
  news = 'nothing';
  beats = 0;
  live = new LiveUpdates('/base/', async () => {
    beats += 1;
    if (news instanceof Error) {
      throw news;
    }
    return news;
  });
  live.subscribe(sharedModel => told.push(sharedModel));
  live.start();
});

afterEach(() => {
  live.stop();
  jest.useRealTimers();
});

const drop = () => EventBus.sockets[0].close();
const wait = (ms: number) => jest.advanceTimersByTimeAsync(ms);

test('listens on the event bus below the base URL, and tells which model changed', () => {
  expect(String(EventBus.sockets[0].url)).toBe(
    'ws://localhost/base/api/events/subscribe'
  );
  EventBus.open();
  EventBus.emit('received', 'a.maria');
  expect(told).toEqual([null, 'a.maria']);
});

test('other schemas and broken frames are nothing to it', () => {
  EventBus.emit('received', 'a.maria', 'https://events.jupyter.org/other/v1');
  EventBus.sockets[0].onmessage({ data: '{' });
  EventBus.sockets[0].onmessage({ data: 'null' });
  expect(told).toEqual([]);
});

test('a heartbeat every 30 s tells what the event bus missed, and nothing else', async () => {
  EventBus.open();
  told = [];
  await wait(60_000);
  expect(beats).toBe(2);
  expect(told).toEqual([]);
  news = 'an update';
  await wait(30_000);
  expect(told).toEqual([null]);
});

test('without the event bus it asks every 10 s, and the bus comes back by itself', async () => {
  EventBus.open();
  told = [];
  drop();
  await wait(499);
  // the server answers, so it is not away
  expect(live.connection).toBe('open');
  expect(told).toEqual([null]);
  expect(EventBus.sockets).toHaveLength(0);
  await wait(1);
  expect(EventBus.sockets).toHaveLength(1);

  // refused again and again: the pauses double
  drop();
  await wait(999);
  expect(EventBus.sockets).toHaveLength(0);
  await wait(1);
  expect(EventBus.sockets).toHaveLength(1);
  told = [];
  await wait(10_000);
  expect(told).toEqual([null]);

  EventBus.open();
  told = [];
  await wait(25_000);
  expect(told).toEqual([]);
});

test('a server that is away shows; it is asked with growing pauses until it answers', async () => {
  EventBus.open();
  const shown: string[] = [];
  live.onConnection(() => shown.push(live.connection));
  news = new Error('The server does not answer.');
  told = [];
  beats = 0;
  drop();
  await wait(400);
  expect(shown).toEqual(['lost']);
  await wait(120_000);
  // 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, then every 30 s
  expect(beats).toBe(9);
  expect(told).toEqual([]);

  news = 'a share made meanwhile';
  await wait(30_000);
  expect(shown).toEqual(['lost', 'open']);
  expect(told[0]).toBeNull();
});

test('the event bus that opens first ends the wait', async () => {
  EventBus.open();
  news = new Error('The server does not answer.');
  drop();
  await wait(500);
  expect(live.connection).toBe('lost');
  told = [];
  EventBus.open();
  expect(live.connection).toBe('open');
  expect(told).toEqual([null]);
});

test('an answer that never comes is a lost connection', async () => {
  live.stop();
  const silent = new LiveUpdates('/base/', () => new Promise(() => {}));
  silent.start();
  await wait(45_000);
  expect(silent.connection).toBe('lost');
  silent.stop();
});

test('a session that ended is not a lost connection', async () => {
  news = new ApiError(403, { code: 'x', message: 'Forbidden', details: {} });
  await wait(30_000);
  expect(live.connection).toBe('signed-out');
});

test('nobody is told while the page is hidden; all is read again afterwards', async () => {
  EventBus.open();
  told = [];
  beats = 0;
  setHidden(true);
  EventBus.emit('received', 'a.maria');
  drop();
  await wait(120_000);
  expect(told).toEqual([]);
  expect(beats).toBe(0);
  expect(EventBus.sockets).toHaveLength(0);

  setHidden(false);
  await wait(0);
  expect(told).toEqual([null]);
  await wait(500);
  expect(EventBus.sockets).toHaveLength(1);
});

test('after stop nothing happens any more', async () => {
  live.stop();
  await wait(60_000);
  setHidden(true);
  setHidden(false);
  await wait(60_000);
  expect(told).toEqual([]);
  expect(beats).toBe(0);
  expect(EventBus.sockets).toHaveLength(0);
});
