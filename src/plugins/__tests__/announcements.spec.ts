import type { Notification } from '../../api/types';
import { Announcements, NOTHING_TOLD, type ITold } from '../announcements';

/** An event of that many minutes. */
function item(at: number, change: Partial<Notification> = {}): Notification {
  return {
    id: `${at}.ana`,
    shared_model: `model-${at}.ana`,
    kind: 'shared',
    author: 'ana',
    at: new Date(at * 60_000).toISOString(),
    title: 'churn',
    direction: 'with-me',
    to_app: 'Canvas',
    ...change
  };
}

function open(told: ITold = NOTHING_TOLD) {
  const announcements = new Announcements(told);
  const heard: string[] = [];
  let kept = told;
  announcements.announced.connect((_, { id }) => void heard.push(id));
  announcements.toldChanged.connect((_, now) => void (kept = now));
  const read = (live: boolean, minutes: number[], unread?: number) =>
    announcements.take({
      live,
      answer: {
        items: minutes.map(at => item(at)),
        next: unread === undefined ? null : 'more',
        unread: unread ?? minutes.length,
        unread_with_me: unread ?? minutes.length
      }
    });
  return { announcements, heard, read, kept: () => kept };
}

test('what had piled up waits in the banner until it is dismissed', () => {
  const { announcements, heard, read, kept } = open();
  read(false, [3, 2, 1]);
  expect(heard).toEqual([]);
  expect(announcements.waiting.models).toBe(3);
  // two were looked at meanwhile
  read(true, [3]);
  expect(announcements.waiting.items.map(({ id }) => id)).toEqual(['3.ana']);
  announcements.dismiss();
  expect(announcements.waiting.items).toEqual([]);
  // the next visit knows
  const next = open(kept());
  next.read(false, [3]);
  expect(next.announcements.waiting.items).toEqual([]);
});

test('a banner that was not dismissed is there again on the next visit', () => {
  const { read, kept } = open();
  read(false, [1]);
  const next = open(kept());
  next.read(false, [1]);
  expect(next.announcements.waiting.items).toHaveLength(1);
});

test('what happens before one’s eyes is told once, in order, also after a reconnect', () => {
  const { announcements, heard, read, kept } = open();
  read(false, []);
  read(true, [2, 1]);
  read(true, [2, 1]);
  read(false, [2, 1]);
  expect(heard).toEqual(['1.ana', '2.ana']);
  read(false, [3, 2, 1]);
  expect(heard).toHaveLength(2);
  expect(announcements.waiting.items.map(({ id }) => id)).toEqual(['3.ana']);
  expect(kept().ids.sort()).toEqual(['1.ana', '2.ana']);
});

test('what had piled up waits in the banner, also if it was read before anybody could tell', () => {
  const { announcements, heard, read } = open();
  // the page read twice while it fetched what was told before: the second time, nothing was new
  read(true, [2, 1]);
  expect(heard).toEqual([]);
  expect(announcements.waiting.models).toBe(2);
  read(true, [3, 2, 1]);
  expect(heard).toEqual(['3.ana']);
});

test('a flood becomes one banner', () => {
  const { announcements, heard, read } = open();
  read(false, []);
  read(true, [5, 4, 3, 2, 1]);
  expect(heard).toEqual([]);
  expect(announcements.waiting.models).toBe(5);
});

test('beyond one page: counted at once, and not told later when they move up', () => {
  const { announcements, heard, read, kept } = open();
  read(false, [9, 8, 7], 200);
  expect(announcements.waiting.models).toBe(200);
  announcements.dismiss();
  read(true, [10, 9, 8], 201);
  expect(heard).toEqual(['10.ana']);
  // those on top were looked at; older ones move up
  read(true, [6, 5, 4], 190);
  expect(heard).toEqual(['10.ana']);
  expect(announcements.waiting.items).toEqual([]);
  // at last all of them are on one page: nothing is kept that is not needed
  read(true, [3, 2]);
  expect(kept()).toEqual({ ids: ['3.ana', '2.ana'], floor: '' });
  expect(heard).toEqual(['10.ana']);
});
