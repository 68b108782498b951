import type {
  Me,
  ModelDetails,
  ModelSource,
  SharedModel,
  UserProfile
} from '../../api/types';
import type { ICanvasShare } from '../../tokens';
import { Draft } from '../dialog/draft';
import { noteLength } from '../dialog/NoteField';
import { endOfDay } from './day';

/** What the **Share model** dialog is about, and what was entered so far. */
export class ShareDraft extends Draft<SharedModel> {
  constructor(
    private readonly _canvasShare: ICanvasShare,
    readonly source: ModelSource,
    readonly modelId: string
  ) {
    super();
  }

  me: Me | null = null;
  model: ModelDetails | null = null;
  loadError: unknown = null;
  recipients: readonly UserProfile[] = [];
  note = '';
  /** The last day on which it is shared, as `2026-12-31`; empty for no end. */
  lastDay = '';
  /** A name is typed but not entered yet. */
  typing = false;

  async load(): Promise<void> {
    this.loadError = null;
    this.emit();
    try {
      [this.me, this.model] = await Promise.all([
        this._canvasShare.me(),
        this._canvasShare.client.model(this.source, this.modelId)
      ]);
    } catch (loadError) {
      this.loadError = loadError;
    }
    this.emit();
  }

  add(profile: UserProfile): void {
    this.recipients = [...this.recipients, profile];
    this.edited();
  }

  remove(name: string): void {
    this.recipients = this.recipients.filter(
      recipient => recipient.name !== name
    );
    this.edited();
  }

  setNote(note: string): void {
    this.note = note;
    this.edited();
  }

  setLastDay(lastDay: string): void {
    this.lastDay = lastDay;
    this.edited();
  }

  setTyping(typing: boolean): void {
    if (typing !== this.typing) {
      this.typing = typing;
      this.emit();
    }
  }

  protected get complete(): boolean {
    return (
      this.me !== null &&
      this.recipients.length > 0 &&
      noteLength(this.note) <= this.me.note_limit &&
      !this.typing
    );
  }

  protected send(request: string): Promise<SharedModel> {
    return this._canvasShare.client.share({
      source: this.source,
      model_id: this.modelId,
      recipients: this.recipients.map(({ name }) => name),
      note: this.note,
      expires_at: this.lastDay ? endOfDay(this.lastDay) : null,
      request
    });
  }
}
