// All conversations' keys, by name. Opened before the first connection, so that what a
// conversation may send is known before it exists.

import { ConversationCipher, type Keeping } from './conversation_cipher';
import { browser_store, type KeptConversation, type KeyStore } from './kept_keys';
import { fold_name } from './names';
import { RoomKey } from './room_key';
import { derive_root, type RootMaker } from './root';
import type { KeyNews, TabChannel } from './tabs';

/** Whom one talks to is a person's choice, so this bounds a file, not a stranger. */
const marks_max = 10_000;
/** Where there are so many, a new name, which a server chooses, gets none of them. */
const marks_for_renames_max = 1_000;

export interface KeyringParts {
  store?: KeyStore;
  now_ms?: () => number;
  make_root?: RootMaker;
  page_protected?: boolean;
  /** To the other tabs of this device; null: there are none. */
  tabs?: TabChannel | null;
}

export class Keyring {
  private readonly ciphers = new Map<string, ConversationCipher>();
  private readonly marks: Map<string, string>;
  /** What other tabs have told is taken in its order. */
  private news: Promise<void> = Promise.resolve();

  private constructor(
    private readonly parts: Required<Omit<KeyringParts, 'make_root' | 'tabs'>> & KeyringParts,
  ) {
    this.marks = parts.store.load_marks();
  }

  static async open(parts: KeyringParts = {}): Promise<Keyring> {
    const ring = new Keyring({
      store: browser_store,
      now_ms: Date.now,
      page_protected: globalThis.isSecureContext === true,
      ...parts,
    });
    ring.parts.tabs?.listen((news) => {
      ring.news = ring.news.then(() => ring.take_news(news)).catch(console.error);
    });
    ring.news = ring.load();
    await ring.news;
    return ring;
  }

  /** `name`: the room or the other's nick, as the server spells it. One folded name, one cipher. */
  cipher_of(name: string): ConversationCipher {
    const folded = fold_name(name);
    const found = this.ciphers.get(folded);
    if (found !== undefined) return found;
    const cipher = this.make(folded);
    this.ciphers.set(folded, cipher);
    return cipher;
  }

  /**
   * The keys go with the conversation that gets another name, and both names stay marked: a new
   * conversation under the old one is locked. What comes under a name that has been ciphered is
   * locked, too. False, and nothing is changed, where another conversation with keys has the name,
   * or its mark has no place.
   */
  rename(from: string, to: string): boolean {
    const old_name = fold_name(from);
    const name = fold_name(to);
    const cipher = this.ciphers.get(old_name);
    if (cipher === undefined || old_name === name) return true;
    if (this.ciphers.get(name)?.has_keys === true) return false;
    const mark = this.marks.get(old_name);
    const mark_there = this.marks.get(name);
    const is_new = mark !== undefined && mark_there === undefined;
    if (is_new && this.marks.size >= marks_for_renames_max) return false;
    this.ciphers.delete(old_name);
    this.ciphers.set(name, cipher);
    if (mark !== undefined) this.mark(name, mark);
    cipher.renamed(name, mark_there ?? null);
    return true;
  }

  /** The conversation is closed. One that has keys is held until the page ends. */
  close(name: string): void {
    const folded = fold_name(name);
    if (this.ciphers.get(folded)?.has_keys === false) this.ciphers.delete(folded);
  }

  /** Drops the keys, so that the next person reads nothing. `kept`: those on the device, too. */
  async forget({ kept }: { kept: boolean }): Promise<void> {
    const all = [...this.ciphers.values()].filter((cipher) => kept || !cipher.keeps_keys);
    await Promise.all(all.map((cipher) => (kept ? cipher.forget() : cipher.drop())));
  }

  private async load(): Promise<void> {
    for (const kept of await this.parts.store.load()) {
      const cipher = this.cipher_of(kept.name);
      await this.take_kept(cipher, cipher.deeds, kept);
    }
  }

  /** What the person has done since `deeds` holds. */
  private async take_kept(cipher: ConversationCipher, deeds: number, kept?: KeptConversation):
  Promise<void> {
    const keys = await Promise.all((kept?.keys ?? []).map(
      async ({ root, sealed_count }) => ({ key: await RoomKey.make(root), sealed_count })));
    if (deeds === cipher.deeds) cipher.take_kept(keys);
  }

  private async take_news({ what, name, key_id8 }: KeyNews): Promise<void> {
    if (key_id8 === null) this.marks.delete(name);
    else this.marks.set(name, key_id8);
    const cipher = this.cipher_of(name);
    const { deeds } = cipher;
    if (key_id8 !== null) cipher.marked_elsewhere(key_id8);
    if (what === 'forgotten') cipher.drop_keys();
    if (what !== 'device') return;
    const kept = (await this.parts.store.load()).find((each) => each.name === name);
    await this.take_kept(cipher, deeds, kept);
  }

  private make(name: string): ConversationCipher {
    return new ConversationCipher(name, {
      keeping: this.keeping,
      mark: this.marks.get(name) ?? this.parts.store.load_marks().get(name) ?? null,
      now_ms: this.parts.now_ms,
      page_protected: this.parts.page_protected,
      derive: (typed, label) => derive_root(typed, label, this.parts.make_root),
    });
  }

  private readonly keeping: Keeping = {
    mark: (name, key_id8) => this.mark(name, key_id8),
    unmark: (name) => {
      this.take_stored_marks();
      if (this.marks.delete(name)) this.parts.store.save_marks(this.marks);
    },
    tell: (news) => this.parts.tabs?.tell(news),
    save: (kept) => this.parts.store.save(kept),
    remove: (name) => this.parts.store.remove(name),
  };

  /** Of other tabs: what one of them has marked is not overwritten. */
  private take_stored_marks(): void {
    for (const [name, key_id8] of this.parts.store.load_marks()) {
      if (!this.marks.has(name)) this.marks.set(name, key_id8);
    }
  }

  private mark(name: string, key_id8: string): void {
    this.take_stored_marks();
    this.marks.delete(name);
    this.marks.set(name, key_id8);
    for (const oldest of this.marks.keys()) {
      if (this.marks.size <= marks_max) break;
      this.marks.delete(oldest);
    }
    this.parts.store.save_marks(this.marks);
  }
}
