import { Signal, type ISignal } from '@lumino/signaling';

import { newRequest } from '../../api/request';

/** What was entered in a dialog so far, and the sending of it. `T` is what the server answers. */
export abstract class Draft<T> {
  busy = false;
  /** Why the server refused it; null while it did not. */
  refusal: unknown = null;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get canSubmit(): boolean {
    return this.complete && !this.busy;
  }

  dismissRefusal(): void {
    this.refusal = null;
    this.emit();
  }

  /** Send it, once however often it is called. Null when it was refused; then `refusal` says why. */
  async submit(): Promise<T | null> {
    if (!this.canSubmit) {
      return null;
    }
    this.busy = true;
    this.dismissRefusal();
    try {
      return await this.send(this._request);
    } catch (refusal) {
      this.refusal = refusal;
      return null;
    } finally {
      this.busy = false;
      this.emit();
    }
  }

  /** Whether everything that is needed was entered. */
  protected abstract get complete(): boolean;

  /** `request` is the same until something else is entered: a repetition is one request. */
  protected abstract send(request: string): Promise<T>;

  /** What will be sent was changed: from now on it is another request. */
  protected edited(): void {
    this._request = newRequest();
    this.dismissRefusal();
  }

  /** Something was changed that is not sent. */
  protected emit(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _request = newRequest();
}
