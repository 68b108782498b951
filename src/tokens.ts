import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { CanvasShareClient } from './api/client';
import type { Me, Notifications } from './api/types';
import type { IHost } from './components/host';

/** What the server's event bus says: something about one SharedModel is new. Read it again. */
export interface ISharedModelChange {
  readonly action: string;
  readonly sharedModel: string;
}

/** One reading of what is new. */
export interface INewsReading {
  readonly answer: Notifications;

  /** Whether it came while somebody was looking on; else it had piled up before. */
  readonly live: boolean;
}

/** What others did and nobody looked at, kept up to date while somebody sees the page. */
export interface INews {
  /** The newest answer; null before the first. */
  readonly latest: INewsReading | null;

  /** Emitted after each reading. */
  readonly read: ISignal<INews, INewsReading>;
}

/** The server extension as the plugins and views see it. */
export interface ICanvasShare {
  readonly client: CanvasShareClient;

  /** What components need from JupyterLab. */
  readonly host: IHost;

  /** Emitted for every event of ours on the server's event bus; anybody can forge one. */
  readonly changed: ISignal<ICanvasShare, ISharedModelChange>;

  /** Emitted when changes may have been missed: whoever shows something reads it again. */
  readonly stale: ISignal<ICanvasShare, void>;

  /** Something was done here: read again what is shown, and what is new. */
  refresh(): void;

  /** What others did and nobody looked at. */
  readonly news: INews;

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
  deleteJob: 'jupyterlab-canvas-share:delete-job',
  compareModels: 'jupyterlab-canvas-share:compare-models',
  openModel: 'jupyterlab-canvas-share:open-model',
  shareModel: 'jupyterlab-canvas-share:share-model',
  openSharedModels: 'jupyterlab-canvas-share:open-shared-models',
  openSharedModel: 'jupyterlab-canvas-share:open-shared-model',
  pickModel: 'jupyterlab-canvas-share:pick-model',
  addRecipients: 'jupyterlab-canvas-share:add-recipients',
  revoke: 'jupyterlab-canvas-share:revoke',
  remove: 'jupyterlab-canvas-share:remove',
  block: 'jupyterlab-canvas-share:block',
  unblock: 'jupyterlab-canvas-share:unblock'
} as const;
