// A room or a private chat: its state, and what can be done in it.

import type { ConversationCipher } from '../cipher';
import { escape_tag, type Message, nick_of, time_of, time_text } from '../irc/message';
import { keep_read, kept_read_ms } from '../keep/read';
import { clean_line } from './clean';
import type {
  Answer, BanEntry, Conversation, Line, LockState, Outcome, Rank, Restrictions, RoomKeeping,
  RoomModes, SayOptions, SealClass, Topic, Upload,
} from './contract';
import type { Core } from './core';
import type { Heard } from './heard';
import { InOrder } from './in_order';
import * as keeping from './keeping';
import { Members } from './members';
import * as moderation from './moderation';
import { News } from './news';
import * as opening from './opening';
import { Outbox } from './outbox';
import { Past } from './past';
import { Reactions } from './reactions';
import { class_of_clear, held_of, looks_ciphered, read } from './reading';
import { outcome_of, refuse } from './refusal';
import * as restrictions from './restrictions';
import type { Held } from './rows';
import { leaving_text } from './sealing';
import { Typing } from './typing';
import { Uploads } from './uploads';
import { Watch } from './watch';
import { Window } from './window';

const marker_pause_ms = 700;

export class ConversationState extends Watch implements Conversation {
  readonly order = new InOrder();
  readonly news = new News();
  readonly reactions: Reactions;
  readonly members: Members;
  readonly lines: Window;
  readonly outbox: Outbox;
  readonly past: Past;
  readonly typist: Typing;
  readonly files: Uploads;
  cipher: ConversationCipher;
  topic: Topic | null = null;
  modes: RoomModes = { flags: new Map() };
  modes_known = false;
  joined = false;
  /** A room to be in: joined again after a lost connection. */
  wanted = false;
  join_key = '';
  latest_ms = 0;
  presence: 'here' | 'away' | 'gone' | null = null;
  /** Of the other one of a private chat, as far as it is known. */
  other_account: string | null = null;
  is_clear_meant = false;
  awaits_past = false;
  /** A line has come that needs a key, and there was none. */
  private key_is_needed = false;
  private draft_ = '';
  private divider: string | null = null;
  private marker_sent_ms = 0;
  private marker_told_ms = 0;
  private marker_timer: ReturnType<typeof setTimeout> | undefined;
  private unwatch_lock: () => void = () => undefined;

  constructor(
    private readonly core: Core, readonly key: string, public name: string,
    readonly kind: 'room' | 'private',
  ) {
    super();
    const fold = (nick: string): string => core.facts.fold(nick);
    this.reactions = new Reactions(fold);
    this.members = new Members(fold, (nick) => core.is_me(nick));
    this.past = new Past(core, this);
    this.lines = new Window({
      fetch: (wish, place) => this.past.fetch(wish, place),
    });
    this.outbox = new Outbox(core, this);
    this.typist = new Typing(core, this);
    this.files = new Uploads(core, this);
    this.cipher = core.keyring.cipher_of(name);
    this.watch_lock();
    this.draft_ = core.kept.draft_of(core.who, this.fold);
  }

  get fold(): string { return this.core.facts.fold(this.name); }
  get typing(): readonly string[] { return this.typist.nicks; }
  get my_rank(): Rank { return this.members.find(this.core.me.nick)?.rank ?? 'none'; }

  // --- What is unread

  get unread(): number { return this.news.count().unread; }
  get mentions(): number {
    const { unread, mentions } = this.news.count();
    return this.kind === 'private' ? unread : mentions;
  }
  get read_until_ms(): number { return this.news.read_until_ms; }
  get first_unread_id(): string | null {
    const first_id = this.awaits_past ? null : this.news.count().first_id;
    return this.core.looked_at === this ? (this.divider ??= first_id) : first_id;
  }

  /** The person comes to it, or leaves it. */
  looked_at(on: boolean): void {
    this.divider = on ? this.first_unread_id : null;
    this.lines.set_watched(on);
    if (!on) this.lines.set_following(true);
    this.changed();
  }

  note_news(held: Held): void {
    const { row } = held;
    if (row.kind !== 'line' || row.is_mine || held.msgid === '') return;
    this.news.add({ id: row.id, at_ms: row.at_ms, is_mention: row.mentions_me });
    this.changed();
    this.core.changed();
  }

  mark_read(id: string): void {
    const held = this.lines.held.find(id);
    if (held === undefined || held.msgid === '') return;
    const at_ms = Math.min(held.at_ms, this.core.server_now());
    if (!this.take_marker(at_ms)) return;
    clearTimeout(this.marker_timer);
    const wait_ms = this.marker_sent_ms + marker_pause_ms - Date.now();
    if (wait_ms <= 0) this.send_marker();
    else this.marker_timer = setTimeout(() => this.send_marker(), wait_ms);
  }
  private send_marker(): void {
    const at_ms = this.news.read_until_ms;
    if (at_ms <= this.marker_told_ms || !this.core.facts.has('draft/read-marker')) return;
    const words = `MARKREAD ${this.name} timestamp=${time_text(at_ms)}`;
    if (!this.core.session.send(words, true)) return;
    this.marker_sent_ms = Date.now();
    this.marker_told_ms = at_ms;
  }
  /** What was read while there was no connection. */
  tell_marker(): void {
    this.marker_told_ms = Math.min(this.marker_told_ms, this.news.read_until_ms - 1);
    if (this.news.read_until_ms > 0 && this.core.me.account !== null) this.send_marker();
  }
  /** By the server, too. */
  take_marker(at_ms: number): boolean {
    if (!this.news.read_until(at_ms)) return false;
    this.keep_read();
    this.changed();
    this.core.changed();
    return true;
  }

  keep_read(): void {
    const { who, me } = this.core;
    const at_ms = this.news.read_until_ms;
    const is_here = this.joined || this.kind === 'private';
    if (me.account === null && is_here && at_ms > 0) keep_read(who, this.fold, at_ms);
  }
  /** What this guest had read before a reload. */
  restore_read(): void {
    if (this.core.me.account !== null) return;
    this.take_marker(Math.min(kept_read_ms(this.core.who, this.fold), this.core.server_now()));
  }

  // --- What comes

  take_heard(heard: Heard, label: string | null): void {
    void this.order.run(() => this.place_heard(heard, label));
  }
  private place_heard(heard: Heard, label: string | null): void | Promise<void> {
    const outgoing = label === null ? undefined : this.core.by_label.get(label);
    const known = heard.msgid !== '' && this.lines.held.find(heard.msgid) !== undefined;
    if (known) {
      if (outgoing !== undefined) this.outbox.settle(outgoing);
      return;
    }
    const reading = read(this, heard, false);
    const take = (got: Awaited<typeof reading>): void => {
      if (outgoing?.only_sealed === true && got.seal !== 'ok') {
        return this.outbox.fail(outgoing, { code: 'not_sealed', text: '' });
      }
      const key = outgoing === undefined ? undefined : this.outbox.settle(outgoing);
      const held = held_of(this.core, this, heard, got, key);
      if (held !== null) this.place_new(held);
    };
    if (reading instanceof Promise) return reading.then(take);
    take(reading);
  }
  private place_new(held: Held): void {
    if (!this.lines.append(held)) return;
    const { row } = held;
    if (row.kind === 'line') {
      this.note_claim(row);
      this.latest_ms = Math.max(this.latest_ms, row.at_ms);
      this.members.note_spoken(row.sender);
      this.typist.done(row.sender);
      this.note_news(held);
      this.core.order_changed(this);
      if (!row.is_mine && row.edits === undefined) this.core.tell_line(this, row);
    }
    this.changed();
  }
  /** Only what the same person has said, and taken back. */
  private note_claim(line: Line): void {
    if (line.claims_edit === undefined) return;
    const old = this.lines.find(line.claims_edit);
    if (old?.state !== 'removed' || !this.core.facts.same(old.sender, line.sender)) return;
    this.lines.note_edit(line.id, old.id);
  }
  /** Ours, of which the history tells that it was said. */
  take_said(heard: Heard, key: string): void {
    void this.order.run(async () => {
      if (this.lines.held.find(heard.msgid) !== undefined) return;
      const held = held_of(this.core, this, heard, await read(this, heard, true), key);
      if (held !== null) this.place_new(held);
    });
  }
  take_event(held: Held): void {
    void this.order.run(() => this.place_new(held));
  }

  take_tags(message: Message): void {
    const nick = nick_of(message.source);
    const id = message.tags.get('+reply') ?? message.tags.get('+draft/reply') ?? '';
    const given = message.tags.get('+draft/react');
    const taken = message.tags.get('+draft/unreact');
    const emoji = given ?? taken;
    if (emoji === undefined || this.core.is_ignored(nick)) return;
    const at_ms = time_of(message) ?? this.core.server_now();
    if (!this.reactions.take(id, emoji, { nick, on: given !== undefined, at_ms })) return;
    const reactions = this.reactions.of(id, this.core.me.nick);
    this.lines.update(this.lines.now(id), (line) => ({ ...line, reactions }));
  }

  take_redaction(message: Message): void {
    const id = message.params[1] ?? '';
    const removed_by = clean_line(nick_of(message.source), 256);
    void this.order.run(() => {
      this.news.remove(id);
      this.lines.update(id, (line) => ({
        ...line, state: 'removed', text: '', removed_by, mentions_me: false,
      }));
      this.changed();
      this.core.changed();
    });
  }

  take_topic(text: string, set_by: string, set_at_ms: number): void {
    void this.order.run(async () => {
      const topic = { text: '', set_by: clean_line(set_by, 256), set_at_ms };
      this.topic = text === '' ? null : { ...topic, ...await this.read_topic(text) };
      this.changed();
    });
  }
  private async read_topic(text: string): Promise<{ text: string; seal: SealClass }> {
    if (!looks_ciphered(text)) return { text: clean_line(text), seal: class_of_clear(this) };
    const opened = await this.cipher.open('TOPIC', this.name, '', text, { past: false });
    return { text: opened.class === 'ok' ? clean_line(opened.text) : '', seal: opened.class };
  }

  set_modes(flags: ReadonlyMap<string, string>): void {
    this.modes = { flags };
    this.modes_known = true;
    this.cipher.set_room_requires(flags.has('x'));
    this.changed();
  }

  // --- The lock

  get lock(): LockState { return this.cipher.lock; }
  get unreadable(): number { return opening.unreadable(this); }
  get reads_none(): boolean { return opening.reads_none(this); }
  get others_encrypt(): boolean { return this.key_is_needed && this.lock.kind === 'clear'; }
  /** Whether others encrypt is not known until the past has come. */
  get may_be_sealed(): boolean { return this.awaits_past && !this.lines.has_begun; }
  needs_key(): void {
    if (this.key_is_needed) return;
    this.key_is_needed = true;
    this.changed();
  }
  get lock_label(): string { return this.core.lock_label(this); }

  async set_passphrase(text: string, keep: boolean, label?: string): Promise<Outcome> {
    const made = await this.cipher.set_passphrase(text, label ?? this.lock_label, keep);
    if (!made.ok) return refuse('bad_passphrase', made.why);
    await this.order.run(() => undefined);
    this.core.kept.keep_draft(this.core.who, this.fold, '');
    return { ok: true };
  }
  forget_passphrase(): void { void this.cipher.forget(); }
  talk_in_clear(): void {
    this.is_clear_meant = true;
    // Where no key has been, other tabs are not told to forget theirs.
    if (this.lock.kind !== 'clear') void this.cipher.talk_in_clear();
    this.changed();
  }

  watch_lock(): void {
    this.unwatch_lock();
    let key_id8 = this.cipher.key_ids[0];
    this.unwatch_lock = this.cipher.subscribe(() => {
      const before = key_id8;
      key_id8 = this.cipher.key_ids[0];
      // Given here or in another tab.
      if (key_id8 !== undefined && key_id8 !== before) {
        this.is_clear_meant = false;
        opening.open_again(this.core, this);
      }
      this.changed();
      this.outbox.keep();
      void this.outbox.pump();
    });
  }
  // --- Deeds

  get draft(): string { return this.draft_; }
  set_draft(text: string): void {
    this.draft_ = text;
    const { kept, who } = this.core;
    if (this.cipher.lock.kind === 'clear') kept.keep_draft(who, this.fold, text);
    this.changed();
  }
  say(text: string, options: SayOptions = {}): void {
    this.typist.said();
    this.outbox.say(text, options);
  }
  retry(id: string): void { this.outbox.retry(id); }
  discard(id: string): void { this.outbox.discard(id); }
  get uploads(): readonly Upload[] { return this.files.list; }
  may_attach(): Outcome | Promise<Outcome> { return this.files.may_attach(); }
  attach(files: readonly File[]): Outcome { return this.files.attach(files); }
  cancel_upload(id: string): void { this.files.cancel(id); }
  retry_upload(id: string): void { this.files.retry(id); }
  continue_upload(id: string, file: File): void { this.files.go_on(id, file); }
  set_typing(active: boolean): void { this.typist.tell(active, Date.now()); }
  react(id: string, emoji: string, on: boolean): void {
    const tag = on ? '+draft/react' : '+draft/unreact';
    const tags = `+draft/persist;+reply=${escape_tag(id)};${tag}=${escape_tag(emoji)}`;
    this.core.session.send(`@${tags} TAGMSG ${this.name}`, true);
  }
  async edit(id: string, text: string): Promise<Outcome> {
    const reply_to = this.lines.find(id)?.reply_to;
    const removed = await this.remove(id);
    if (!removed.ok) return removed;
    const options = { edits: id, ...(reply_to == null ? {} : { reply_to }) };
    this.outbox.say(text, options);
    return { ok: true };
  }
  async remove(id: string, reason?: string): Promise<Outcome> {
    const words = reason === undefined || reason === '' ? [] : [reason];
    return outcome_of(await this.core.session.request(
      'REDACT', [this.name, id, ...words], { urgent: true }));
  }
  async set_topic(text: string): Promise<Outcome> {
    const { connection } = this.core;
    let words = clean_line(text);
    // An empty one clears it, and is sent as it is.
    if (words !== '') {
      const only_sealed = this.cipher.sends !== 'clear';
      const left = await leaving_text(this.core, this, { kind: 'TOPIC', text: words, only_sealed });
      if (!left.ok) return left;
      if (connection !== this.core.connection) return refuse('offline');
      if (!left.leaving.may_leave()) return refuse('not_sealed');
      words = left.leaving.pieces[0]?.text ?? '';
    }
    return outcome_of(await this.core.session.request(
      'TOPIC', [this.name, words], { urgent: true }));
  }
  set_mode(change: string): Promise<Outcome> {
    return moderation.set_mode(this.core, this, change);
  }
  set_rank(nick: string, rank: Rank, on: boolean): Promise<Outcome> {
    return moderation.set_rank(this.core, this, nick, rank, on);
  }
  kick(nick: string, reason?: string): Promise<Outcome> {
    return moderation.kick(this.core, this, nick, reason);
  }
  ban(nick: string, reason?: string): Promise<Outcome> {
    return moderation.ban(this.core, this, nick, reason);
  }
  mute(nick: string): Promise<Outcome> { return moderation.mute(this.core, this, nick); }
  bans(): Promise<Answer<readonly BanEntry[]>> { return restrictions.bans(this.core, this); }
  unban(mask: string): Promise<Outcome> { return moderation.unban(this.core, this, mask); }
  restrictions(nick: string): Promise<Answer<Restrictions>> {
    return restrictions.restrictions(this.core, this, nick);
  }
  lift(nick: string, what: 'ban' | 'mute'): Promise<Outcome> {
    return restrictions.lift(this.core, this, nick, what);
  }
  invite(nick: string): Promise<Outcome> { return moderation.invite(this.core, this, nick); }
  keeping(): Promise<Answer<RoomKeeping>> { return keeping.keeping(this.core, this); }
  keep(): Promise<Outcome> { return keeping.keep(this.core, this); }

  /** It is closed, or the chat has ended. */
  end(): void {
    clearTimeout(this.marker_timer);
    this.files.end();
    this.unwatch_lock();
  }
}
