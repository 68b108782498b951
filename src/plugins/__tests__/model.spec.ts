import type { Event } from '@jupyterlab/services';
import { Signal, Stream } from '@lumino/signaling';

import { CanvasShareClient } from '../../api/client';
import { Refusal, SCHEMA_ID, Wire } from '../../canvas/__tests__/wire';
import { TestHost } from '../../components/__tests__/host';
import type { ISharedModelChange } from '../../tokens';
import { ME } from '../../views/__tests__/studio';
import { CanvasShareModel } from '../model';

function create(wire = new Wire()) {
  const sender = {} as Event.IManager;
  const stream = new Stream<Event.IManager, Event.Emission>(sender);
  const model = new CanvasShareModel({
    client: new CanvasShareClient(wire.transport),
    host: new TestHost(),
    events: Object.assign(sender, { stream })
  });
  const heard: ISharedModelChange[] = [];
  model.changed.connect((_, change) => void heard.push(change));
  return { model, stream, heard };
}

test('only events of ours that say what changed become a change', () => {
  const { stream, heard } = create();
  stream.emit({
    schema_id: 'https://events.jupyter.org/jupyter_server/contents_service/v1',
    action: 'get',
    shared_model: 'x'
  });
  stream.emit({ schema_id: SCHEMA_ID, action: 'received' });
  stream.emit({ schema_id: SCHEMA_ID, action: 7, shared_model: 'x' });
  stream.emit({
    schema_id: SCHEMA_ID,
    action: 'received',
    shared_model: '01J.ana'
  });
  expect(heard).toEqual([{ action: 'received', sharedModel: '01J.ana' }]);
});

test('a disposed model is silent and holds on to nothing', () => {
  const { model, stream, heard } = create();
  model.dispose();
  stream.emit({
    schema_id: SCHEMA_ID,
    action: 'received',
    shared_model: '01J.ana'
  });
  expect(heard).toEqual([]);
  Signal.clearData(model);
});

test('who I am is asked once; a refusal is not remembered', async () => {
  let answer: unknown = new Refusal(503, {
    code: 'unavailable',
    message: 'The store cannot be reached.'
  });
  const wire = new Wire().on('GET /me', () => answer);
  const { model } = create(wire);
  await expect(model.me()).rejects.toThrow('The store cannot be reached.');
  answer = ME;
  const [one, other, ready] = await Promise.all([
    model.me(),
    model.me(),
    model.ready
  ]);
  expect(one).toBe(other);
  expect(ready).toBe(one);
  expect(wire.count('GET /me')).toBe(2);
});
