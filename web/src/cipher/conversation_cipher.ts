// The lock of one conversation: whether what is said in it goes out in clear, ciphered or not at
// all, and the keys for that. It is decided here alone, from what a person has done with this
// conversation; nothing that a server says makes it clear.

import type { KeySet, LockState, Opened, Sealed } from './contract';
import { type HeldKey, KeyRing, type Place } from './key_ring';
import type { KeptConversation } from './kept_keys';
import type { LineKind } from './line_kind';
import { RoomKey } from './room_key';
import type { Root } from './root';
import type { KeyNews } from './tabs';

/** What outlives the page. Names are folded. */
export interface Keeping {
  mark(name: string, key_id8: string): void;
  unmark(name: string): void;
  save(kept: KeptConversation): Promise<boolean>;
  remove(name: string): Promise<void>;
  /** The other tabs of this device. */
  tell(news: KeyNews): void;
}

export interface CipherParts {
  keeping: Keeping;
  /** The id of the key that a conversation of this name had before; null: none. */
  mark: string | null;
  now_ms: () => number;
  page_protected: boolean;
  derive: (typed: string, label: string) => Promise<Root>;
}

// Of a kept key so many lines are counted ahead, so that it need not be written for each.
const counted_ahead = 1024;

export class ConversationCipher {
  private readonly ring: KeyRing;
  private readonly listeners = new Set<() => void>();
  private mark: string | null;
  private is_kept = false;
  private counted = 0;
  private making = 0;
  private deeds_ = 0;
  private room_requires = false;
  private state: LockState;

  constructor(
    private name: string,
    private readonly parts: CipherParts,
  ) {
    this.ring = new KeyRing(parts.now_ms);
    this.mark = parts.mark;
    this.state = this.made_state();
  }

  /** The same object until something changes. */
  get lock(): LockState {
    return this.state;
  }

  /** The one answer to what may be sent. */
  get sends(): 'clear' | 'ciphered' | 'nothing' {
    return this.state.kind === 'locked' ? 'nothing' : this.state.kind;
  }

  get has_keys(): boolean {
    return this.ring.current !== undefined;
  }

  /** Rises with each deed of a person, here or in another tab. */
  get deeds(): number {
    return this.deeds_;
  }

  /** On this device. */
  get keeps_keys(): boolean {
    return this.is_kept;
  }

  /** The first 8 hex digits of each key's id, the current one first. */
  get key_ids(): readonly string[] {
    return this.ring.keys.map(({ key }) => key.id8);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * A person's act. From here on nothing goes out in clear; the new key becomes current, and those
   * before it only read. `keep`: on this device, until forget().
   */
  async set_passphrase(typed: string, label: string, keep: boolean): Promise<KeySet> {
    this.making += 1;
    this.deeds_ += 1;
    this.changed();
    try {
      const made = await this.parts.derive(typed, label);
      if (!made.ok) return made;
      const key = await RoomKey.make(made.root);
      this.take(key, 0);
      this.tell('marked');
      this.is_kept = keep && (await this.save());
      if (!this.is_kept) await this.parts.keeping.remove(this.name);
      this.tell('device');
      return { ok: true, key_id8: key.id8 };
    } finally {
      this.making -= 1;
      this.changed();
    }
  }

  /** The keys go, here and on the device. The conversation stays locked. */
  async forget(): Promise<void> {
    const dropped = this.drop();
    this.tell('forgotten');
    await dropped;
  }

  /** Of this tab: what other tabs have is theirs. */
  async drop(): Promise<void> {
    this.drop_keys();
    await this.parts.keeping.remove(this.name);
  }

  /** A person says that this conversation is not ciphered any more. */
  async talk_in_clear(): Promise<void> {
    this.mark = null;
    this.parts.keeping.unmark(this.name);
    await this.forget();
  }

  /** The room takes ciphered lines only (+x), as the server says. */
  set_room_requires(requires: boolean): void {
    if (this.room_requires === requires) return;
    this.room_requires = requires;
    this.changed();
  }

  /** `past`: the line comes out of a history batch. Lines are opened in the order they came in. */
  open(
    kind: LineKind,
    target: string,
    sender: string,
    line: string,
    { past }: { past: boolean },
  ): Promise<Opened> {
    return this.ring.open({ kind, target, sender }, line, past);
  }

  /**
   * One line; longer text is cut by split_text() before. `has_echo`: the server sends one's own
   * lines back. Never gives `text` itself.
   */
  async seal(
    kind: LineKind,
    target: string,
    sender: string,
    text: string,
    { has_echo }: { has_echo: boolean },
  ): Promise<Sealed> {
    if (this.sends !== 'ciphered') return { ok: false, why: 'no_key' };
    const place: Place = { kind, target, sender };
    const sealed = await this.ring.seal(place, text, !has_echo);
    await this.count();
    return sealed;
  }

  /** The conversation is emptied to be loaded again. */
  forget_nonces(): void {
    this.ring.forget_nonces();
  }

  /**
   * Of the keyring: what the device keeps, the current key first. Where that is nothing, a key that
   * was kept is not used any more; one of this tab alone stays.
   */
  take_kept(kept: readonly HeldKey[]): void {
    if (kept.length === 0) {
      if (this.is_kept) this.drop_keys();
      return;
    }
    for (const { key, sealed_count } of [...kept].reverse()) this.take(key, sealed_count);
    this.is_kept = true;
    this.counted = kept[0]?.sealed_count ?? 0;
    this.changed();
  }

  /** Of the keyring: a person has given a key in another tab. Without one here, it is locked. */
  marked_elsewhere(key_id8: string): void {
    this.mark = key_id8;
    this.changed();
  }

  /** Of the keyring: the keys are forgotten in another tab. */
  drop_keys(): void {
    this.deeds_ += 1;
    this.ring.drop_keys();
    this.is_kept = false;
    this.changed();
  }

  /** Of the keyring: the conversation has another name now. `mark`: what that name had. */
  renamed(folded: string, mark: string | null): void {
    const old_name = this.name;
    this.name = folded;
    this.mark ??= mark;
    this.changed();
    if (!this.is_kept) return;
    void this.save().then(() => this.parts.keeping.remove(old_name));
  }

  private tell(what: KeyNews['what']): void {
    this.parts.keeping.tell({ what, name: this.name, key_id8: this.mark });
  }

  private take(key: RoomKey, sealed_before: number): void {
    this.ring.add(key, sealed_before);
    this.mark = key.id8;
    this.parts.keeping.mark(this.name, key.id8);
  }

  private save(): Promise<boolean> {
    this.counted = (this.ring.current?.sealed_count ?? 0) + counted_ahead;
    const keys = this.ring.keys.map(({ key, sealed_count }, i) => ({
      root: key.root,
      sealed_count: i === 0 ? this.counted : sealed_count,
    }));
    return this.parts.keeping.save({ name: this.name, keys });
  }

  private async count(): Promise<void> {
    const sealed = this.ring.current?.sealed_count ?? 0;
    if (this.is_kept && sealed > this.counted) await this.save();
  }

  private changed(): void {
    this.state = this.made_state();
    for (const listener of [...this.listeners]) listener();
  }

  private made_state(): LockState {
    const page_protected = this.parts.page_protected;
    const key_id8 = this.mark;
    if (this.making > 0) return { kind: 'locked', why: 'making', key_id8, page_protected };
    const current = this.ring.current;
    if (current !== undefined) {
      const old_keys = this.ring.keys.length - 1;
      const is_kept = this.is_kept;
      return { kind: 'ciphered', key_id8: current.key.id8, old_keys, is_kept, page_protected };
    }
    if (key_id8 !== null) return { kind: 'locked', why: 'had_key', key_id8, page_protected };
    if (this.room_requires) return { kind: 'locked', why: 'room', key_id8: null, page_protected };
    return { kind: 'clear', page_protected };
  }
}
