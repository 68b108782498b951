import { Signal } from '@lumino/signaling';

import { CanvasShareClient } from '../../api/client';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import { NewsReader } from '../newsReader';

const SECOND = 1000;

function setVisible(visible: boolean): void {
  const state = visible ? 'visible' : 'hidden';
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    value: state
  });
  Object.defineProperty(document, 'hidden', {
    configurable: true,
    value: !visible
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

function open() {
  let unread = 0;
  let down = false;
  const wire = new Wire().on('GET /notifications', () =>
    down
      ? new Refusal(503, { code: 'unavailable', message: 'No store.' })
      : { items: [], next: null, unread, unread_with_me: unread }
  );
  const changed = new Signal<object, void>({});
  const reader = new NewsReader(new CanvasShareClient(wire.transport), changed);
  const live: boolean[] = [];
  let missed = 0;
  reader.read.connect((_, reading) => void live.push(reading.live));
  reader.missed.connect(() => void missed++);
  reader.start();
  return {
    reader,
    live,
    changed,
    asked: () => wire.count('GET /notifications'),
    missed: () => missed,
    setUnread: (count: number) => void (unread = count),
    setDown: (now: boolean) => void (down = now)
  };
}

beforeEach(() => {
  jest.useFakeTimers();
  setVisible(true);
});

afterEach(() => {
  jest.useRealTimers();
});

const pass = (seconds: number) =>
  jest.advanceTimersByTimeAsync(seconds * SECOND);

test('it is read at start, on each change, and every 30 s', async () => {
  const { reader, live, changed, asked } = open();
  await pass(1);
  expect(live).toEqual([false]);
  changed.emit();
  await pass(1);
  expect(live).toEqual([false, true]);
  await pass(31);
  expect(asked()).toBe(3);
  reader.dispose();
  await pass(100);
  expect(asked()).toBe(3);
});

test('nothing is asked while nobody sees the page; then what had piled up', async () => {
  const { reader, live, asked, missed, changed } = open();
  await pass(1);
  setVisible(false);
  changed.emit();
  await pass(300);
  expect(asked()).toBe(1);
  setVisible(true);
  await pass(1);
  expect(live).toEqual([false, false]);
  expect(missed()).toBe(1);
  reader.dispose();
});

test('after a failure it is tried soon, and the answer counts as missed', async () => {
  const { reader, live, missed, setDown } = open();
  await pass(1);
  setDown(true);
  reader.connectionLost();
  await pass(5);
  setDown(false);
  await pass(31);
  expect(live.slice(0, 2)).toEqual([false, false]);
  expect(missed()).toBe(1);
  reader.dispose();
});

test('until the event stream is back, too, it looks every second', async () => {
  const { reader, asked, setDown } = open();
  await pass(1);
  setDown(true);
  reader.connectionLost();
  await pass(120);
  setDown(false);
  // however long it was down
  await pass(6);
  const before = asked();
  await pass(20);
  expect(asked() - before).toBeGreaterThanOrEqual(19);
  await pass(30);
  const after = asked();
  await pass(60);
  expect(asked() - after).toBe(2);
  reader.dispose();
});

test('what only the heartbeat finds, the event stream has missed', async () => {
  const { reader, missed, setUnread, changed } = open();
  await pass(1);
  setUnread(1);
  changed.emit();
  await pass(1);
  expect(missed()).toBe(0);
  setUnread(2);
  await pass(31);
  expect(missed()).toBe(1);
  reader.dispose();
});
