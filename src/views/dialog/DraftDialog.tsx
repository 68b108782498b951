import { Dialog } from '@jupyterlab/apputils';
import { UseSignal } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ErrorBanner } from '../../components/ErrorBanner';
import type { IStudio } from '../studio';
import { StudioView } from '../widget';
import type { Draft } from './draft';
import { trapTab } from './focus';

const CANCEL = 0;
const SUBMIT = 1;

interface IDraftDialogOptions<T> {
  studio: IStudio;
  draft: Draft<T>;
  title: string;
  /** Of the button that sends it, and while it does. */
  label: string;
  busyLabel: string;
  /** Whether what it does takes something away from somebody. */
  warn?: boolean;
  /** What is entered, drawn again with each change; it can close the dialog without sending anything. */
  body: (close: () => void) => React.ReactElement;
}

/**
 * A dialog over a draft. JupyterLab's closes on every button; this one stays open, with what was
 * entered and why it was refused, until the server has accepted it.
 */
export class DraftDialog<T> extends Dialog<void> {
  constructor(options: IDraftDialogOptions<T>) {
    const { studio, draft, title, label, warn } = options;
    const { trans } = studio.canvasShare.host;
    const body = new StudioView(studio, () => (
      <UseSignal signal={draft.changed}>
        {() => (
          <fieldset className="jp-CanvasShare-dialogForm" disabled={draft.busy}>
            {options.body(() => this.resolve(CANCEL))}
            <ErrorBanner
              error={draft.refusal}
              onDismiss={() => draft.dismissRefusal()}
            />
          </fieldset>
        )}
      </UseSignal>
    ));
    const button = warn ? Dialog.warnButton : Dialog.okButton;
    super({
      title,
      body,
      hasClose: true,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        button({ label })
      ],
      defaultButton: warn ? CANCEL : SUBMIT
    });
    this.addClass('jp-CanvasShare-dialog');
    this.node.setAttribute('aria-label', title);
    // takes the focus while nothing in it can
    this.node.tabIndex = -1;
    this._form = body;
    this._draft = draft;
    this._options = options;
    draft.changed.connect(this._onChanged, this);
    this._onChanged();
    void this.ready.then(() => this._keepFocus());
  }

  /** What the server answered, once it did. */
  result: T | null = null;

  /** Settles with the sending that is under way, also when the dialog was closed meanwhile. */
  settled: Promise<void> = Promise.resolve();

  dispose(): void {
    this._draft.changed.disconnect(this._onChanged, this);
    super.dispose();
  }

  resolve(index?: number): void {
    if ((index ?? SUBMIT) === CANCEL) {
      super.resolve(CANCEL);
    } else {
      this.settled = this._submit();
    }
  }

  handleEvent(event: Event): void {
    const target = event.target as HTMLElement;
    // a slip of the mouse beside the dialog must not throw away a note
    const beside = event.type === 'click' && target === this.node;
    // the draft knows what may be sent; the dialog would enable its button after every letter
    if (beside || event.type === 'input') {
      return;
    }
    if (event instanceof KeyboardEvent && event.type === 'keydown') {
      if (event.key === 'Tab') {
        trapTab(this.node, event);
        return;
      }
      if (this._isForBody(event)) {
        return;
      }
    }
    super.handleEvent(event);
    this._keepFocus();
  }

  /** JupyterLab's dialog gives the focus to a button, which does not take it while disabled. */
  private _keepFocus(): void {
    if (this.isAttached && !this.node.contains(document.activeElement)) {
      this.node.focus();
    }
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
    return true;
  }

  private async _submit(): Promise<void> {
    const result = await this._draft.submit();
    if (result !== null) {
      this.result = result;
      super.resolve(SUBMIT);
    }
  }

  private _onChanged(): void {
    const { canSubmit, busy } = this._draft;
    const { label, busyLabel, warn } = this._options;
    const button = this.node.querySelector<HTMLButtonElement>(
      `.jp-Dialog-button.${warn ? 'jp-mod-warn' : 'jp-mod-accept'}`
    );
    const text = button?.querySelector('.jp-Dialog-buttonLabel');
    if (button && text) {
      const focused = document.activeElement === button;
      button.disabled = !canSubmit;
      text.textContent = busy ? busyLabel : label;
      if (focused && busy) {
        this._lent = true;
        this.node.focus();
      } else if (this._lent && !busy) {
        this._lent = false;
        button.focus();
      }
    }
  }

  /** Whether the dialog has the focus of its button while that sends. */
  private _lent = false;
  private readonly _form: StudioView;
  private readonly _draft: Draft<T>;
  private readonly _options: IDraftDialogOptions<T>;
}

/** Show the dialog. Null when the person changed their mind. Throws what was refused after that. */
export async function openDraft<T>(
  options: IDraftDialogOptions<T>
): Promise<T | null> {
  const { draft } = options;
  const dialog = new DraftDialog(options);
  await dialog.launch();
  if (draft.busy) {
    await dialog.settled;
    if (draft.refusal !== null) {
      throw draft.refusal;
    }
  }
  return dialog.result;
}
