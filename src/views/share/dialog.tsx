import { Dialog } from '@jupyterlab/apputils';
import * as React from 'react';

import type { ModelSource, SharedModel } from '../../api/types';
import type { IStudio } from '../studio';
import { StudioView } from '../widget';
import { ShareDraft } from './draft';
import { ShareForm } from './ShareForm';

const CANCEL = 0;
const SHARE = 1;

/**
 * The **Share model** dialog. JupyterLab's closes on every button; this one stays open, with what
 * was entered, until the server has accepted the share.
 */
export class ShareDialog extends Dialog<void> {
  constructor(studio: IStudio, draft: ShareDraft) {
    const { trans } = studio.canvasShare.host;
    const body = new StudioView(studio, () => <ShareForm draft={draft} />);
    super({
      title: trans.__('Share model'),
      body,
      hasClose: true,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Share') })
      ]
    });
    this.addClass('jp-CanvasShare-dialog');
    this._form = body;
    this._draft = draft;
    this._label = trans.__('Share');
    this._busyLabel = trans.__('Sharing…');
    draft.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  /** What was shared, once it was. */
  shared: SharedModel | null = null;

  /** Settles with the share that is under way, also when the dialog was closed meanwhile. */
  settled: Promise<void> = Promise.resolve();

  dispose(): void {
    this._draft.changed.disconnect(this._onChanged, this);
    super.dispose();
  }

  resolve(index?: number): void {
    if ((index ?? SHARE) === CANCEL) {
      super.resolve(CANCEL);
    } else {
      this.settled = this._share();
    }
  }

  handleEvent(event: Event): void {
    const target = event.target as HTMLElement;
    // a slip of the mouse beside the dialog must not throw away a note
    const beside = event.type === 'click' && target === this.node;
    // the draft knows what may be shared; the dialog would enable its button after every letter
    if (beside || event.type === 'input') {
      return;
    }
    if (
      event instanceof KeyboardEvent &&
      event.type === 'keydown' &&
      this._isForBody(event)
    ) {
      return;
    }
    super.handleEvent(event);
  }

  /** Keys that mean something to a control in the body, and not to the dialog. */
  private _isForBody(event: KeyboardEvent): boolean {
    const target = event.target as HTMLElement;
    if (!this._form.node.contains(target)) {
      return false;
    }
    if (event.key === 'Escape') {
      return target.getAttribute('aria-expanded') === 'true';
    }
    return event.key !== 'Tab';
  }

  private async _share(): Promise<void> {
    const shared = await this._draft.share();
    if (shared !== null) {
      this.shared = shared;
      super.resolve(SHARE);
    }
  }

  private _onChanged(): void {
    const { canShare, sharing } = this._draft;
    const button = this.node.querySelector<HTMLButtonElement>(
      '.jp-Dialog-button.jp-mod-accept'
    );
    const label = button?.querySelector('.jp-Dialog-buttonLabel');
    if (button && label) {
      button.disabled = !canShare;
      label.textContent = sharing ? this._busyLabel : this._label;
    }
  }

  private readonly _form: StudioView;
  private readonly _draft: ShareDraft;
  private readonly _label: string;
  private readonly _busyLabel: string;
}

/** Ask whom to share a model with, and share it. Null when the person changed their mind. */
export async function shareModel(
  studio: IStudio,
  source: ModelSource,
  id: string
): Promise<SharedModel | null> {
  const draft = new ShareDraft(studio.canvasShare, source, id);
  const dialog = new ShareDialog(studio, draft);
  void draft.load();
  await dialog.launch();
  if (draft.sharing) {
    await dialog.settled;
    if (draft.refusal !== null) {
      throw draft.refusal;
    }
  }
  return dialog.shared;
}
