import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { Transport } from '../api/client';
import { ApiError } from '../api/errors';
import type { ITrans } from '../components/host';

/** Requests to our part of the server, with JupyterLab's own settings, token and XSRF cookie. */
export function serverTransport(
  settings: ServerConnection.ISettings,
  trans: ITrans
): Transport {
  const base = URLExt.join(settings.baseUrl, 'canvas-share', 'api');
  return async (path, init) => {
    try {
      return await ServerConnection.makeRequest(base + path, init, settings);
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) {
        throw new ApiError(0, {
          code: 'network_error',
          message: trans.__(
            'The Jupyter server does not answer. Check that it is running, then try again.'
          ),
          details: {}
        });
      }
      throw error;
    }
  };
}
