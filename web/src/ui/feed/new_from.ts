/** Where what is new begins, as the reader came: it does not move while it is looked at. */
import type { Conversation } from '../../chat/contract';

export class NewFrom {
  /** The line above which "new" stands. */
  id: string | null = null;
  #count = 0;
  #after_ms = 0;

  constructor(conversation: Conversation) {
    this.#take(conversation);
  }

  /** With each drawing. `is_first`: the conversation was never drawn before. */
  follow(conversation: Conversation, is_first: boolean): void {
    const is_away = document.visibilityState !== 'visible' || !document.hasFocus();
    if (is_away || (this.id === null && is_first)) this.#take(conversation);
    // Whoever has been there needs no way there.
    if (this.id !== null && conversation.lines.find(this.id)) this.#count = 0;
  }

  /** The reader writes: nothing is new to them. */
  forget(): void {
    this.id = null;
  }

  /** How many were unread, where they begin above all rows that are here. */
  count_above(conversation: Conversation): number {
    const { lines } = conversation;
    const oldest = lines.rows[0];
    if (this.id === null || oldest === undefined || !lines.has_older) return 0;
    return oldest.at_ms > this.#after_ms ? this.#count : 0;
  }

  #take({ first_unread_id, unread, read_until_ms }: Conversation): void {
    if (first_unread_id === null) return;
    if (first_unread_id !== this.id) {
      this.id = first_unread_id;
      this.#count = 0;
      this.#after_ms = read_until_ms;
    }
    this.#count = Math.max(this.#count, unread);
  }
}
