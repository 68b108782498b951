import { Signal } from '@lumino/signaling';

import { CanvasShareClient } from '../../api/client';
import { Refusal, Wire } from '../../canvas/__tests__/wire';
import type { Notification } from '../../api/types';
import type { ISharedModelChange } from '../../tokens';
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

/** Somebody shared the model of that name. */
function news(sharedModel: string): Notification {
  return {
    id: `event-${sharedModel}`,
    shared_model: sharedModel,
    kind: 'shared',
    author: 'ana',
    at: '2026-11-22T08:00:00Z',
    title: 'churn',
    direction: 'with-me',
    to_app: 'Canvas'
  };
}

function open() {
  let items: Notification[] = [];
  let down = false;
  let takes = 0;
  const wire = new Wire().on('GET /notifications', async () => {
    const answer = {
      items,
      next: null,
      unread: items.length,
      unread_with_me: items.length
    };
    const takesNow = takes;
    if (takesNow > 0) {
      await new Promise(done => setTimeout(done, takesNow));
    }
    return down
      ? new Refusal(503, { code: 'unavailable', message: 'No store.' })
      : answer;
  });
  const changed = new Signal<object, ISharedModelChange>({});
  const reader = new NewsReader(new CanvasShareClient(wire.transport), changed);
  const live: boolean[] = [];
  const read: string[] = [];
  let missed = 0;
  reader.read.connect((_, reading) => {
    live.push(reading.live);
    read.push(
      reading.answer.items.map(({ shared_model }) => shared_model).join(' ')
    );
  });
  reader.missed.connect(() => void missed++);
  reader.start();
  return {
    reader,
    live,
    read,
    emit: (action: string, sharedModel: string) =>
      changed.emit({ action, sharedModel }),
    asked: () => wire.count('GET /notifications'),
    missed: () => missed,
    arrive: (...sharedModels: string[]) =>
      void (items = [...sharedModels.map(news), ...items]),
    setDown: (now: boolean) => void (down = now),
    setTakes: (seconds: number) => void (takes = seconds * SECOND)
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
  const { reader, live, emit, asked } = open();
  await pass(1);
  expect(live).toEqual([false]);
  emit('received', 'a');
  await pass(1);
  expect(live).toEqual([false, true]);
  await pass(31);
  expect(asked()).toBe(3);
  reader.dispose();
  await pass(100);
  expect(asked()).toBe(3);
});

test('nothing is asked while nobody sees the page; then what had piled up', async () => {
  const { reader, live, asked, missed, emit } = open();
  await pass(1);
  setVisible(false);
  emit('received', 'a');
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
  await pass(10);
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
  const { reader, live, missed, arrive, emit } = open();
  await pass(1);
  arrive('a');
  emit('received', 'a');
  await pass(1);
  expect(live).toEqual([false, true]);
  expect(missed()).toBe(0);
  arrive('b');
  await pass(31);
  expect(live[2]).toBe(false);
  expect(missed()).toBe(1);
  reader.dispose();
});

test('what came while the server was away is not live, though only an event leads to it', async () => {
  const { reader, live, missed, arrive, emit } = open();
  await pass(1);
  // the server was killed and is back, unnoticed; what it found was imported meanwhile
  arrive('a', 'b');
  await pass(2);
  emit('ready', 'a');
  await pass(0.5);
  expect(live).toEqual([false, false]);
  expect(missed()).toBe(1);
  // the stream was away and may be so again: for now it looks every second
  arrive('c');
  await pass(2);
  expect(live.slice(2, 4)).toEqual([true, true]);
  reader.dispose();
});

test('one that the stream tells of brings along those that it did not', async () => {
  const { reader, live, arrive, emit } = open();
  await pass(1);
  arrive('a');
  arrive('b');
  emit('received', 'b');
  await pass(0.5);
  expect(live).toEqual([false, false]);
  reader.dispose();
});

test('an event that comes while a read is under way leads to another one, after it', async () => {
  const { reader, live, read, arrive, emit, setDown, setTakes } = open();
  await pass(1);
  setDown(true);
  reader.connectionLost();
  await pass(1);
  setDown(false);
  arrive('a');
  // the server is back, and answers once its index is filled
  setTakes(5);
  await pass(4);
  setTakes(0);
  emit('ready', 'a');
  arrive('b');
  emit('received', 'b');
  await pass(10);
  // in order, and only what the first one found had piled up
  expect(read.slice(0, 3)).toEqual(['', 'a', 'b a']);
  expect(live.slice(0, 3)).toEqual([false, false, true]);
  reader.dispose();
});

test('what is shown is read again at each heartbeat, and once the stream is back', async () => {
  const { reader, missed, setDown } = open();
  await pass(1);
  await pass(30);
  // the stream may have been lost for a moment, and what it missed is no news
  expect(missed()).toBe(1);
  setDown(true);
  reader.connectionLost();
  await pass(2);
  setDown(false);
  await pass(5);
  expect(missed()).toBe(2);
  await pass(20);
  expect(missed()).toBe(2);
  await pass(15);
  expect(missed()).toBe(3);
  reader.dispose();
});
