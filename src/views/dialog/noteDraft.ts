import type { Me, SharedModel } from '../../api/types';
import { Draft } from './draft';
import { noteLength } from './NoteField';

/** What is sent goes with a note. */
export abstract class NoteDraft extends Draft<SharedModel> {
  /** Who sends it; null while that is not known. */
  abstract readonly me: Me | null;

  note = '';

  setNote(note: string): void {
    this.note = note;
    this.edited();
  }

  protected get complete(): boolean {
    return this.me !== null && noteLength(this.note) <= this.me.note_limit;
  }
}
