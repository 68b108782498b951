import type { UserProfile } from '../../api/types';
import { NoteDraft } from '../dialog/noteDraft';

/** What is sent goes to people, with a note. */
export abstract class RecipientsDraft extends NoteDraft {
  recipients: readonly UserProfile[] = [];
  /** A name is typed but not entered yet. */
  typing = false;

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

  setTyping(typing: boolean): void {
    if (typing !== this.typing) {
      this.typing = typing;
      this.emit();
    }
  }

  protected get names(): string[] {
    return this.recipients.map(({ name }) => name);
  }

  protected get complete(): boolean {
    return super.complete && this.recipients.length > 0 && !this.typing;
  }
}
