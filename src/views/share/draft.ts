import { Signal, type ISignal } from '@lumino/signaling';

import type {
  Me,
  ModelDetails,
  ModelSource,
  SharedModel,
  UserProfile
} from '../../api/types';
import type { ICanvasShare } from '../../tokens';

/** What the **Share model** dialog is about, and what was entered so far. */
export class ShareDraft {
  constructor(
    private readonly _canvasShare: ICanvasShare,
    readonly source: ModelSource,
    readonly modelId: string
  ) {}

  me: Me | null = null;
  model: ModelDetails | null = null;
  loadError: unknown = null;
  recipients: readonly UserProfile[] = [];
  note = '';
  /** A name is typed but not entered yet. */
  typing = false;
  sharing = false;
  refusal: unknown = null;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Characters as the server counts them: an emoji is one. */
  get noteLength(): number {
    return [...this.note].length;
  }

  get noteTooLong(): boolean {
    return this.me !== null && this.noteLength > this.me.note_limit;
  }

  get full(): boolean {
    return this.me !== null && this.recipients.length >= this.me.max_recipients;
  }

  get canShare(): boolean {
    return (
      this.me !== null &&
      this.recipients.length > 0 &&
      !this.noteTooLong &&
      !this.typing &&
      !this.sharing
    );
  }

  async load(): Promise<void> {
    this._set({ loadError: null });
    try {
      const [me, model] = await Promise.all([
        this._canvasShare.me(),
        this._canvasShare.client.model(this.source, this.modelId)
      ]);
      this._set({ me, model });
    } catch (loadError) {
      this._set({ loadError });
    }
  }

  add(profile: UserProfile): void {
    if (
      !this.full &&
      this.recipients.every(({ name }) => name !== profile.name)
    ) {
      this._edit({ recipients: [...this.recipients, profile] });
    }
  }

  remove(name: string): void {
    this._edit({
      recipients: this.recipients.filter(recipient => recipient.name !== name)
    });
  }

  setNote(note: string): void {
    this._edit({ note });
  }

  setTyping(typing: boolean): void {
    if (typing !== this.typing) {
      this._set({ typing });
    }
  }

  dismissRefusal(): void {
    this._set({ refusal: null });
  }

  /** Share, once however often it is called. Null when it was refused; then `refusal` says why. */
  async share(): Promise<SharedModel | null> {
    if (!this.canShare) {
      return null;
    }
    this._set({ sharing: true, refusal: null });
    try {
      return await this._canvasShare.client.share({
        source: this.source,
        model_id: this.modelId,
        recipients: this.recipients.map(({ name }) => name),
        note: this.note,
        request: this._request
      });
    } catch (refusal) {
      this._set({ refusal });
      return null;
    } finally {
      this._set({ sharing: false });
    }
  }

  /** What is shared changed: from now on it is another request, not a repetition of the last. */
  private _edit(
    change: Partial<Pick<ShareDraft, 'recipients' | 'note'>>
  ): void {
    this._request = newRequest();
    this._set({ ...change, refusal: null });
  }

  private _set(
    change: Partial<
      Pick<
        ShareDraft,
        | 'me'
        | 'model'
        | 'loadError'
        | 'recipients'
        | 'note'
        | 'typing'
        | 'sharing'
        | 'refusal'
      >
    >
  ): void {
    Object.assign(this, change);
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _request = newRequest();
}

/** 128 random bits. `crypto.randomUUID` would need HTTPS; many Jupyter servers speak HTTP. */
function newRequest(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
