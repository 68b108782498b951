import type { Transport } from '../api/client';
import type { ITrans } from '../components/host';

/** Requests with the page's own cookies, and the token that shows a POST comes from this page. */
export function createTransport(baseUrl: string, trans: ITrans): Transport {
  return async (path, init) => {
    const headers = new Headers(init.headers);
    const token = cookie('_xsrf');
    if (init.method !== 'GET' && token !== null) {
      headers.set('X-XSRFToken', token);
    }
    try {
      return await fetch(`${baseUrl}canvas-share/api${path}`, {
        ...init,
        headers,
        credentials: 'same-origin'
      });
    } catch {
      throw new Error(
        trans.__(
          'The server does not answer. Check that it runs and that you are online; what you typed is kept.'
        )
      );
    }
  };
}

function cookie(name: string): string | null {
  for (const part of document.cookie.split('; ')) {
    if (part.startsWith(`${name}=`)) {
      return part.slice(name.length + 1);
    }
  }
  return null;
}
