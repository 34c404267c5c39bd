// Who types, and that we do (IRCv3 +typing).

import type { ConversationState } from './conversation';
import type { Core } from './core';

const times = { active_ms: 6_000, paused_ms: 30_000, pause_ms: 3_000 };
const typists_max = 20;

export class Typing {
  private readonly until = new Map<string, { nick: string; until_ms: number }>();
  private shown: readonly string[] = [];
  private sent_ms = 0;
  private is_told = false;

  constructor(private readonly core: Core, private readonly conversation: ConversationState) {}

  get nicks(): readonly string[] { return this.shown; }

  take(nick: string, what: string, now_ms: number): void {
    const fold = this.core.facts.fold(nick);
    this.until.delete(fold);
    const lasts_ms = what === 'active' ? times.active_ms : what === 'paused' ? times.paused_ms : 0;
    if (lasts_ms > 0 && what === 'active' && this.until.size < typists_max) {
      this.until.set(fold, { nick, until_ms: now_ms + lasts_ms });
    }
    this.show();
  }
  done(nick: string): void {
    if (this.until.delete(this.core.facts.fold(nick))) this.show();
  }
  tick(now_ms: number): void {
    const before = this.until.size;
    for (const [fold, each] of this.until) if (each.until_ms <= now_ms) this.until.delete(fold);
    if (this.until.size !== before) this.show();
  }
  private show(): void {
    this.shown = [...this.until.values()].map((each) => each.nick);
    this.conversation.changed();
  }

  /** We type, or have stopped. */
  tell(active: boolean, now_ms: number): void {
    if (active && now_ms - this.sent_ms < times.pause_ms && this.is_told) return;
    if (!active && !this.is_told) return;
    this.is_told = active;
    this.sent_ms = now_ms;
    const word = active ? 'active' : 'done';
    this.core.session.send(`@+typing=${word} TAGMSG ${this.conversation.name}`);
  }
  /** What we type has been said. */
  said(): void { this.is_told = false; }
}
