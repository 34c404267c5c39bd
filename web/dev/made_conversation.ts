import type {
  Answer, BanEntry, Conversation, LockState, Outcome, Rank, Restrictions, RoomKeeping, RoomModes,
  SayOptions, Topic, Upload,
} from '../src/chat/contract';
import { Watch } from '../src/chat/watch';
import { MadeLines } from './made_lines';
import { MadeMembers } from './made_members';

const DONE: Outcome = { ok: true };

export interface ConversationMaking {
  readonly name: string;
  readonly kind: 'room' | 'private';
  readonly me: string;
  readonly members: number;
  readonly topic: string;
  readonly lines: number;
  readonly unread: number;
  readonly mentions: number;
  readonly lock: LockState;
  readonly seed: number;
  readonly end_ms: number;
}

export class MadeConversation extends Watch implements Conversation {
  readonly key: string;
  readonly kind: 'room' | 'private';
  readonly name: string;
  topic: Topic | null;
  modes: RoomModes = { flags: new Map([['n', ''], ['t', '']]) };
  my_rank: Rank = 'operator';
  unread: number;
  mentions: number;
  first_unread_id: string | null;
  awaits_past = false;
  read_until_ms = 0;
  joined = true;
  presence: 'here' | 'away' | 'gone' | null;
  readonly members: MadeMembers;
  readonly lines: MadeLines;
  typing: readonly string[] = [];
  lock: LockState;
  draft = '';
  uploads: readonly Upload[] = [];
  unreadable = 0;
  reads_none = false;
  others_encrypt = false;
  is_clear_meant = false;
  #me: string;
  #said = 0;
  #is_kept = false;

  constructor(making: ConversationMaking) {
    super();
    const { name, kind, me, seed, end_ms, topic, unread } = making;
    this.name = name;
    this.key = name;
    this.kind = kind;
    this.#me = me;
    const set_at_ms = end_ms - 9e7;
    this.topic =
      topic === '' ? null : { text: topic, set_by: 'marta', set_at_ms, seal: 'none' };
    this.unread = unread;
    this.mentions = making.mentions;
    this.lock = making.lock;
    this.presence = kind === 'room' ? null : seed % 2 ? 'here' : 'away';
    this.members = new MadeMembers(making.members, seed, me);
    this.lines = new MadeLines({
      me, seed, end_ms, count: making.lines, is_private: kind === 'private', other: name,
      is_sealed: making.lock.kind === 'ciphered',
    });
    this.first_unread_id = null;
    for (let n = unread; n > 0 && this.first_unread_id === null; n -= 1) {
      const row = this.lines.nth_from_end(n);
      if (row?.kind === 'line') this.first_unread_id = row.id;
    }
  }

  get latest_ms(): number {
    return this.lines.last_ms;
  }

  get lock_label(): string {
    return this.name;
  }

  set_draft(text: string): void {
    this.draft = text;
    this.changed();
  }

  hear(sender: string, text: string, at_ms = Date.now()): void {
    this.#said += 1;
    const id = `n${this.#said}`;
    this.lines.add({
      kind: 'line', id, key: id, at_ms, sender, account: null, is_mine: sender === this.#me,
      is_bot: false, form: 'message', text, state: 'sent', edited: false, reply_to: null,
      reactions: [], mentions_me: text.includes(this.#me),
      seal: this.lock.kind === 'ciphered' ? 'ok' : 'none',
    });
    if (sender !== this.#me) this.unread += 1;
    this.changed();
  }

  say(text: string, options: SayOptions = {}): void {
    this.#said += 1;
    const id = `local:${this.#said}`;
    this.lines.add({
      kind: 'line', id, key: id, at_ms: Date.now(), sender: this.#me, account: this.#me,
      is_mine: true, is_bot: false,
      form: options.action ? 'action' : options.notice ? 'notice' : 'message', text,
      state: 'pending', edited: false, reply_to: options.reply_to ?? null, reactions: [],
      mentions_me: false, seal: this.lock.kind === 'ciphered' ? 'ok' : 'none',
    });
    setTimeout(() => this.lines.change(id, { state: 'sent' }), 150);
  }

  retry(id: string): void {
    this.lines.change(id, { state: 'sent' });
  }

  discard(id: string): void {
    this.lines.drop(id);
  }

  react(id: string, emoji: string, on: boolean): void {
    const line = this.lines.find(id);
    if (!line) return;
    const others = line.reactions.filter((r) => r.emoji !== emoji);
    const old = line.reactions.find((r) => r.emoji === emoji);
    const nicks = (old?.nicks ?? []).filter((n) => n !== this.#me);
    if (on) nicks.push(this.#me);
    const reactions =
      nicks.length === 0 ? others : [...others, { emoji, nicks, count: nicks.length, mine: on }];
    this.lines.change(id, { reactions });
  }

  async edit(id: string, text: string): Promise<Outcome> {
    this.lines.change(id, { text, edited: true });
    return DONE;
  }

  async remove(id: string): Promise<Outcome> {
    this.lines.change(id, { state: 'removed', text: '' });
    return DONE;
  }

  async set_topic(text: string): Promise<Outcome> {
    this.topic = { text, set_by: this.#me, set_at_ms: Date.now(), seal: 'none' };
    this.changed();
    return DONE;
  }

  async set_mode(change: string): Promise<Outcome> {
    const flags = new Map(this.modes.flags);
    const [letters = '', value = ''] = change.split(' ');
    if (letters.startsWith('+')) flags.set(letters.slice(1), value);
    else flags.delete(letters.slice(1));
    this.modes = { flags };
    this.changed();
    return DONE;
  }

  async set_rank(): Promise<Outcome> { return DONE; }
  async kick(): Promise<Outcome> { return DONE; }
  async ban(): Promise<Outcome> { return DONE; }
  async mute(): Promise<Outcome> { return DONE; }
  async unban(): Promise<Outcome> { return DONE; }
  async lift(): Promise<Outcome> { return DONE; }
  async invite(): Promise<Outcome> { return DONE; }

  async keeping(): Promise<Answer<RoomKeeping>> {
    if (!this.#is_kept) return { ok: true, value: { is_kept: false } };
    return { ok: true, value: { is_kept: true, founder: this.#me, since_ms: Date.now() } };
  }

  async keep(): Promise<Outcome> {
    this.#is_kept = true;
    return DONE;
  }

  /** One of them is muted. */
  async restrictions(nick: string): Promise<Answer<Restrictions>> {
    const mutes = nick === 'carla' ? [`m:${nick}!*@*`] : [];
    return { ok: true, value: { bans: [], mutes, is_wide: false } };
  }

  async bans(): Promise<Answer<readonly BanEntry[]>> {
    const at_ms = Date.now() - 3e8;
    return { ok: true, value: [{ mask: '*!*@203.0.113.7', by: 'marta', at_ms }] };
  }

  set_typing(): void {}
  may_attach(): Outcome { return DONE; }
  attach(files: readonly File[]): Outcome {
    const made = files.map((file, i): Upload => ({
      id: `u${i}`, name: file.name, bytes: file.size, progress: 0, state: 'preparing',
    }));
    this.set_uploads([...this.uploads, ...made]);
    return DONE;
  }
  set_uploads(uploads: readonly Upload[]): void {
    this.uploads = uploads;
    this.changed();
  }
  cancel_upload(id: string): void {
    this.set_uploads(this.uploads.filter((each) => each.id !== id));
  }
  retry_upload(): void {}
  continue_upload(): void {}

  mark_read(id: string): void {
    const line = this.lines.find(id);
    if (!line || line.at_ms <= this.read_until_ms) return;
    this.read_until_ms = line.at_ms;
    this.unread = 0;
    this.mentions = 0;
    this.first_unread_id = null;
    this.changed();
  }

  async set_passphrase(text: string, keep: boolean): Promise<Outcome> {
    if (text.length < 3) {
      return { ok: false, why: { code: 'bad_passphrase', text: '' } };
    }
    this.others_encrypt = false;
    this.lock = {
      kind: 'ciphered', key_id8: '3f9a02c7', old_keys: 0, is_kept: keep, page_protected: true,
    };
    this.changed();
    return DONE;
  }

  /** What the others say needs a key. */
  encrypt_others(): void {
    this.others_encrypt = true;
    this.lines.seal_others();
    this.changed();
  }

  forget_passphrase(): void {
    this.lock = { kind: 'locked', why: 'had_key', key_id8: null, page_protected: true };
    this.changed();
  }

  talk_in_clear(): void {
    this.is_clear_meant = true;
    this.lock = { kind: 'clear', page_protected: true };
    this.changed();
  }
}
