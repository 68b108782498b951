import type { Me, SharedModel } from '../../api/types';
import { Draft } from './draft';

/** What is sent goes with a note. */
export abstract class NoteDraft extends Draft<SharedModel> {
  /** Who sends it; null while that is not known. */
  abstract readonly me: Me | null;

  note = '';

  setNote(note: string): void {
    this.note = note;
    this.edited();
  }

  /** In characters as the server counts them: an emoji is one. */
  get noteLength(): number {
    return [...this.note].length;
  }

  protected get complete(): boolean {
    return this.me !== null && this.noteLength <= this.me.note_limit;
  }
}
