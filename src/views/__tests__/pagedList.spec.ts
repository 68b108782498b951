import { PagedList } from '../shared/pagedList';

interface IItem {
  id: string;
  at: number;
}

const SIZE = 3;

/** A server's list, newest first, whose cursors are places in it, as ours are. */
class Server {
  items: IItem[] = [];
  requests: (string | null)[] = [];

  constructor(count: number) {
    for (let at = 1; at <= count; at++) {
      this.put(`i${at}`, at);
    }
  }

  put(id: string, at: number): void {
    this.remove(id);
    this.items = [...this.items, { id, at }].sort((a, b) => b.at - a.at);
  }

  remove(id: string): void {
    this.items = this.items.filter(item => item.id !== id);
  }

  readonly read = async (after: string | null) => {
    this.requests.push(after);
    const rest = this.items.filter(
      ({ at }) => after === null || at < Number(after)
    );
    const items = rest.slice(0, SIZE);
    const next = rest.length > SIZE ? String(items[SIZE - 1].at) : null;
    return { items, next };
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await Promise.resolve();
  }
}

async function open(count: number, pages: number) {
  const server = new Server(count);
  const list = new PagedList(server.read, ({ at }) => String(at));
  list.refresh();
  await settle();
  for (let page = 1; page < pages; page++) {
    list.more();
    await settle();
  }
  server.requests = [];
  const ids = () => list.items!.map(({ id }) => id).join(' ');
  return { server, list, ids };
}

test('pages follow one another, each once, until there is no more', async () => {
  const { server, list, ids } = await open(7, 2);
  expect(ids()).toBe('i7 i6 i5 i4 i3 i2');
  expect(list.complete).toBe(false);
  list.more();
  list.more();
  await settle();
  expect(ids()).toBe('i7 i6 i5 i4 i3 i2 i1');
  expect(list.complete).toBe(true);
  list.more();
  await settle();
  expect(server.requests).toEqual(['2']);
});

test('what is new on top pushes nothing out and is counted', async () => {
  const { server, list, ids } = await open(9, 2);
  server.put('a', 20);
  server.put('b', 21);
  list.refresh(0, 1);
  await settle();
  expect(ids()).toBe('b a i9 i8 i7 i6 i5 i4');
  expect(list.arrived).toBe(2);
  list.markTop();
  expect(list.arrived).toBe(0);
  list.more();
  await settle();
  expect(ids()).toBe('b a i9 i8 i7 i6 i5 i4 i3 i2 i1');
});

test('one that moved to the top is there once, and the pages below stay', async () => {
  const { server, list, ids } = await open(9, 3);
  server.put('i2', 30);
  list.refresh(0, 0);
  await settle();
  expect(ids()).toBe('i2 i9 i8 i7 i6 i5 i4 i3 i1');
  expect(list.arrived).toBe(1);
});

test('far down, the page in view and the top are read, and nothing between', async () => {
  const { server, list, ids } = await open(30, 10);
  server.remove('i4');
  server.remove('i29');
  list.refresh(26, 26);
  await settle();
  expect(server.requests).toHaveLength(2);
  expect(ids()).not.toMatch(/\bi4\b|\bi29\b/);
  expect(list.items).toHaveLength(28);
});

test('more than a page of news begins the list anew', async () => {
  const { server, list, ids } = await open(6, 2);
  for (let at = 100; at < 105; at++) {
    server.put(`n${at}`, at);
  }
  list.refresh();
  await settle();
  expect(ids()).toBe('n104 n103 n102');
  list.more();
  await settle();
  list.more();
  await settle();
  expect(ids()).toBe('n104 n103 n102 n101 n100 i6 i5 i4 i3');
});

test('an emptied list is empty; a failure is told and passes', async () => {
  const { server, list } = await open(2, 1);
  server.items = [];
  list.refresh();
  await settle();
  expect(list.items).toEqual([]);
  expect(list.complete).toBe(true);
  const failing = new PagedList<IItem>(
    async () => {
      throw new Error('No store.');
    },
    ({ at }) => String(at)
  );
  failing.refresh();
  await settle();
  expect(failing.error).toEqual(new Error('No store.'));
  expect(failing.items).toBeNull();
});

test('whatever happens, the parts that were read again are as on the server', async () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let round = 0; round < 40; round++) {
    const { server, list } = await open(12, 1 + random(4));
    let clock = 100;
    for (let step = 0; step < 8; step++) {
      const id = `i${1 + random(16)}`;
      if (random(3) === 0) {
        server.remove(id);
      } else {
        server.put(id, clock++);
      }
      if (random(2) === 0) {
        list.refresh(0, list.items!.length - 1);
        await settle();
      }
    }
    list.refresh(0, list.items!.length - 1);
    await settle();
    const shown = list.items!.map(({ id }) => id);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).toEqual(
      server.items.slice(0, shown.length).map(({ id }) => id)
    );
  }
});
