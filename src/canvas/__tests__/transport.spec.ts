import { CanvasShareClient } from '../../api/client';
import { english } from '../translate';
import { createTransport } from '../transport';
import { Refusal, respond } from './wire';

let sent: { url: string; init: RequestInit }[];

/** Answer every request of the page with this. */
function answerWith(result: unknown): void {
  sent = [];
  window.fetch = async (url, init) => {
    sent.push({ url: String(url), init: init! });
    if (result instanceof TypeError) {
      throw result;
    }
    return respond(result);
  };
}

const client = new CanvasShareClient(createTransport('/base/', english));
const header = () => (sent[0].init.headers as Headers).get('X-XSRFToken');

// as browsers have it; jsdom has none
window.Headers = class extends Map<string, string> {
  constructor(init: Record<string, string> = {}) {
    super(Object.entries(init));
  }
} as unknown as typeof Headers;

test('goes below the base URL; a POST carries the token of the page', async () => {
  document.cookie = 'other=1';
  document.cookie = '_xsrf=2|abc|def|170';
  answerWith({ items: [], next: null });
  await client.sharedModels({ direction: 'with-me', q: 'a b', after: null });
  expect(sent[0].url).toBe(
    '/base/canvas-share/api/shared-models?direction=with-me&q=a+b'
  );
  expect(sent[0].init.credentials).toBe('same-origin');
  expect(header()).toBeUndefined();

  answerWith({});
  await client.seen('01J.maria');
  expect(sent[0].url).toBe(
    '/base/canvas-share/api/shared-models/01J.maria/seen'
  );
  expect(header()).toBe('2|abc|def|170');
});

test('a refusal is an ApiError with code, message and details', async () => {
  answerWith(
    new Refusal(410, {
      code: 'revoked',
      message: 'maria took it back.',
      details: { by: 'maria' }
    })
  );
  await expect(client.sharedModel('x')).rejects.toMatchObject({
    name: 'ApiError',
    status: 410,
    code: 'revoked',
    message: 'maria took it back.',
    body: { details: { by: 'maria' } }
  });
});

test('a server that does not answer is named, not the browser’s error', async () => {
  answerWith(new TypeError('Failed to fetch'));
  await expect(client.me()).rejects.toThrow('The server does not answer.');
});
