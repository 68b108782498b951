import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { CanvasShareClient } from './api/client';
import type { Me } from './api/types';
import type { IHost } from './components/host';

/** What the server's event bus says: something about one SharedModel is new. Read it again. */
export interface ISharedModelChange {
  readonly action: string;
  readonly sharedModel: string;
}

/** The server extension as the plugins and views see it. */
export interface ICanvasShare {
  readonly client: CanvasShareClient;

  /** What components need from JupyterLab. */
  readonly host: IHost;

  /** Emitted for every event of ours on the server's event bus; anybody can forge one. */
  readonly changed: ISignal<ICanvasShare, ISharedModelChange>;

  /** Who this server acts as. Asked once; after a refusal the next call asks again. */
  me(): Promise<Me>;

  /** The first answer of `me()`, whoever asked. Never rejects. */
  readonly ready: Promise<Me>;
}

export const ICanvasShare = new Token<ICanvasShare>(
  'jupyterlab-canvas-share:ICanvasShare',
  'The models shared between data scientists and analysts: the REST client, and a signal for changes.'
);

/** The commands, for menus, for other extensions and among ourselves. */
export const CommandIDs = {
  openAutopilot: 'jupyterlab-canvas-share:open-autopilot',
  createExperiment: 'jupyterlab-canvas-share:create-experiment',
  openJob: 'jupyterlab-canvas-share:open-job',
  openModel: 'jupyterlab-canvas-share:open-model',
  shareModel: 'jupyterlab-canvas-share:share-model',
  openSharedModels: 'jupyterlab-canvas-share:open-shared-models',
  openSharedModel: 'jupyterlab-canvas-share:open-shared-model'
} as const;
