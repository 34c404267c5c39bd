// The keys of one conversation and the nonces that were seen in it (sections 4 to 7). One key is
// current and seals; the others only read.

import { hex, type Bytes } from './bytes';
import type { Opened, Sealed } from './contract';
import type { LineKind } from './line_kind';
import { NonceMemory } from './nonce_memory';
import type { RoomKey } from './room_key';
import { is_line_text, nonce_bytes, open_sealed, read_line_form } from './sealed_line';
import { seal_with_nonce, type SealedLine } from './sealed_line';

// NIST SP 800-38D section 8.3 allows so many random nonces under a line key. Counted here for all
// line keys of a root key together, which is no more.
const sealed_lines_max = 2 ** 32;
const off_time_ms = 300_000;

export interface HeldKey {
  key: RoomKey;
  /** How many lines it may have sealed. */
  sealed_count: number;
}

export interface Place {
  kind: LineKind;
  /** The room or the addressed nick, as the server spells it. */
  target: string;
  /** The nick that the line comes from. That of a topic is ignored. */
  sender: string;
}

export class KeyRing {
  private held: HeldKey[] = [];
  private readonly nonces = new NonceMemory();
  /** Of lines that were opened as of the past: no number of them makes the others forgotten. */
  private readonly past_nonces = new NonceMemory();
  private newest_topic_s = 0;

  constructor(private readonly now_ms: () => number) {}

  /** The current one first. */
  get keys(): readonly HeldKey[] {
    return this.held;
  }
  get current(): HeldKey | undefined {
    return this.held[0];
  }

  /** Becomes current. A key that is here already becomes current again. */
  add(key: RoomKey, sealed_before = 0): void {
    const known = this.held.find((held) => held.key.has_id(key.id));
    const added = known ?? { key, sealed_count: 0 };
    added.sealed_count = Math.max(added.sealed_count, sealed_before);
    this.held = [added, ...this.held.filter((held) => held !== known)];
  }

  drop_keys(): void {
    this.held = [];
  }

  forget_nonces(): void {
    this.nonces.forget();
    this.past_nonces.forget();
  }

  /** `remember`: without echo-message a sender remembers its own nonce now. */
  async seal(place: Place, text: string, remember: boolean): Promise<Sealed> {
    const current = this.current;
    if (current === undefined) return { ok: false, why: 'no_key' };
    if (!is_line_text(text)) return { ok: false, why: 'not_a_line' };
    if (current.sealed_count >= sealed_lines_max) return { ok: false, why: 'limit' };
    current.sealed_count += 1;
    const line_key = await current.key.line_key(place.kind, place.target, place.sender);
    if (line_key === null) return { ok: false, why: 'names_too_long' };
    const nonce: Bytes = crypto.getRandomValues(new Uint8Array(nonce_bytes));
    if (remember && place.kind !== 'TOPIC') this.nonces.remember(line_key.name, nonce);
    const clear = { time_s: Math.floor(this.now_ms() / 1000) >>> 0, text };
    return { ok: true, line: await seal_with_nonce(line_key.cipher, current.key.id, nonce, clear) };
  }

  /** `past`: the line comes out of a history batch. */
  async open(place: Place, line: string, past: boolean): Promise<Opened> {
    const form = read_line_form(line);
    if (form.class === 'damaged') return { class: 'damaged', is_forged: false };
    if (form.class !== 'sealed') return form;
    const sealed = form.line;
    const found = this.held.find((held) => held.key.has_id(sealed.key_id));
    if (found === undefined) {
      return { class: 'other_key', key_id8: hex(sealed.key_id.subarray(0, 4)) };
    }
    const line_key = await found.key.line_key(place.kind, place.target, place.sender);
    const clear = line_key === null ? null : await open_sealed(line_key.cipher, sealed);
    if (line_key === null || clear === null) return { class: 'damaged', is_forged: true };
    if (place.kind === 'TOPIC') return this.topic(clear.text, clear.time_s);
    if (!this.take_nonce(line_key.name, sealed, past)) return { class: 'replayed' };
    const is_off = !past && Math.abs(this.now_ms() - clear.time_s * 1000) > off_time_ms;
    return {
      class: 'ok',
      text: clear.text,
      time_s: clear.time_s,
      mark: is_off ? 'off_time' : null,
      nonce: hex(sealed.nonce),
    };
  }

  private topic(text: string, time_s: number): Opened {
    const is_older = time_s < this.newest_topic_s;
    this.newest_topic_s = Math.max(this.newest_topic_s, time_s);
    return { class: 'ok', text, time_s, mark: is_older ? 'older_topic' : null, nonce: '' };
  }

  // A line of the past is told again whenever it is asked for; as a new one it comes once.
  private take_nonce(key_name: string, line: SealedLine, past: boolean): boolean {
    if (past) {
      this.past_nonces.remember(key_name, line.nonce);
      return true;
    }
    const is_known = [this.nonces, this.past_nonces].some((m) => m.knows(key_name, line.nonce));
    if (!is_known) this.nonces.remember(key_name, line.nonce);
    return !is_known;
  }
}
