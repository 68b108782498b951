import { LiveUpdates } from '../live';
import { EventBus, installEventBus } from './wire';

let live: LiveUpdates;
let told: (string | null)[];

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
  live = new LiveUpdates('/base/');
  live.subscribe(sharedModel => told.push(sharedModel));
  live.start();
});

afterEach(() => {
  live.stop();
  jest.useRealTimers();
});

const drop = () => EventBus.sockets[0].close();

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

test('while the socket is down it asks slowly, and comes back by itself', () => {
  EventBus.open();
  told = [];
  drop();
  jest.advanceTimersByTime(499);
  expect(EventBus.sockets).toHaveLength(0);
  jest.advanceTimersByTime(1);
  expect(EventBus.sockets).toHaveLength(1);

  // refused again and again: the pauses double, the poll goes on
  drop();
  jest.advanceTimersByTime(999);
  expect(EventBus.sockets).toHaveLength(0);
  jest.advanceTimersByTime(1);
  expect(EventBus.sockets).toHaveLength(1);
  jest.advanceTimersByTime(10_000);
  expect(told).toEqual([null]);

  EventBus.open();
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([null, null]);
});

test('nobody is told while the page is hidden; all is read again afterwards', () => {
  EventBus.open();
  told = [];
  setHidden(true);
  EventBus.emit('received', 'a.maria');
  drop();
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  expect(EventBus.sockets).toHaveLength(0);

  setHidden(false);
  expect(told).toEqual([null]);
  jest.advanceTimersByTime(500);
  expect(EventBus.sockets).toHaveLength(1);
});

test('after stop nothing happens any more', () => {
  live.stop();
  jest.advanceTimersByTime(60_000);
  setHidden(true);
  setHidden(false);
  expect(told).toEqual([]);
  expect(EventBus.sockets).toHaveLength(0);
});
