import type {
  Me,
  ModelDetails,
  ModelSource,
  SharedModel
} from '../../api/types';
import type { ICanvasShare } from '../../tokens';
import { endOfDay } from './day';
import { RecipientsDraft } from './recipientsDraft';

/** What the **Share model** dialog is about, and what was entered so far. */
export class ShareDraft extends RecipientsDraft {
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
  /** The last day on which it is shared, as `2026-12-31`; empty for no end. */
  lastDay = '';

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

  setLastDay(lastDay: string): void {
    this.lastDay = lastDay;
    this.edited();
  }

  protected send(request: string): Promise<SharedModel> {
    return this._canvasShare.client.share({
      source: this.source,
      model_id: this.modelId,
      recipients: this.names,
      note: this.note,
      expires_at: this.lastDay ? endOfDay(this.lastDay) : null,
      request
    });
  }
}
