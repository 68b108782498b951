import type { Notification, SharedModel } from '../../api/types';
import { details, ID } from './samples';
import { ME, Refusal, Wire } from './wire';

/**
 * A server with these models and what is new of them. It searches titles, filters, sorts, pages,
 * and marks as seen; the first model can be removed.
 */
export function serverWith(
  models: SharedModel[],
  news: Notification[] = []
): Wire {
  return new Wire()
    .on('GET /me', () => ME)
    .on('GET /notifications', () => ({
      items: news,
      next: null,
      unread: 99,
      unread_with_me: models.filter(model => model.unseen).length
    }))
    .on('GET /shared-models', ({ query }) => {
      const source = query.get('source');
      const found = models.filter(
        model =>
          model.title.includes(query.get('q') ?? '') &&
          (source === null || model.source === source)
      );
      const sort = query.get('sort');
      if (sort !== 'updated') {
        found.sort((one, other) => one.title.localeCompare(other.title));
      }
      if (sort === '-title') {
        found.reverse();
      }
      // keyset: a page goes on behind an item, wherever that is now
      const after = query.get('after');
      const start = found.findIndex(model => model.id === after) + 1;
      const items = found.slice(start, start + Number(query.get('limit')));
      const more = start + items.length < found.length;
      return {
        items,
        next: more ? items[items.length - 1].id : null,
        sources: [...new Set(models.map(model => model.source))]
      };
    })
    .on(`GET /shared-models/${ID}`, () => {
      const shared_model = models.find(model => model.id === ID);
      if (shared_model === undefined) {
        return new Refusal(410, {
          code: 'removed',
          message: 'You have removed this model.'
        });
      }
      const ready = shared_model.state === 'ready';
      return details({
        shared_model,
        ...(ready ? {} : { analysis: null, columns: [] })
      });
    })
    .on(`GET /shared-models/${ID}/batch-predictions`, () => ({
      items: [],
      next: null
    }))
    .on(`POST /shared-models/${ID}/remove`, () => models.shift())
    .on(`POST /shared-models/${ID}/seen`, () => {
      news.length = 0;
      models.forEach((model, index) => {
        models[index] = { ...model, unseen: false };
      });
      return models[0];
    });
}
