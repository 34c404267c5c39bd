// The state that the parts of a chat share. receive.ts takes the server's lines, entering.ts what
// follows a greeting; a conversation has its own.

import type { Keyring } from '../cipher';
import { private_label, room_label } from '../cipher/names';
import type { TusSend } from '../files/sending';
import type { KeptState } from '../keep/kept';
import { account_who, guest_who } from '../keep/owned';
import type { Facts } from '../irc/facts';
import type { Session } from '../irc/session';
import { clean_line, clean_name } from './clean';
import type { Line, LineListener, Me, NickClaim, Notice, Outcome, Start } from './contract';
import { ConversationState } from './conversation';
import { file_places, type FilePlaces } from './file_places';
import { Notices } from './notices';
import type { Outgoing } from './outbox';
import { outcome_of } from './refusal';
import { Watch } from './watch';

const conversations_max = 500;
const nick_tries_max = 15;
const nick_pause_ms = 20_000;

export class Core extends Watch {
  session!: Session;
  readonly notices = new Notices((invitations) => this.keep_invitations(invitations));
  /** Our messages whose answer has not come. */
  readonly by_label = new Map<string, Outgoing>();
  readonly line_listeners = new Set<LineListener>();
  looked_at: ConversationState | null = null;
  start: Start | null = null;
  account: string | null = null;
  /** By this connection: until it is ready, the account is that of the last one. */
  is_logged_in = false;
  away: string | null = null;
  is_operator = false;
  /** As the person wished it; the server may not know it yet. */
  away_wished: string | null = null;
  stay_wished = false;
  /** For every connection of this tab; empty: none is known. */
  server_password = '';
  /** The server has asked for its password, and does not have the right one. */
  needs_server_password = false;
  login_waits: ((outcome: Outcome) => void) | null = null;
  nick_is_changing = false;
  nick_claim: NickClaim | null = null;
  /** What NickServ has told a guest, and is not shown elsewhere yet. */
  claim_notice: string | null = null;
  /** As the person is to be called; the server may have let them in under another one. */
  wanted_nick = '';
  private nick_tried_ms = 0;
  private nick_tries = 0;
  /** Which connection this is, so that nothing made for one is sent over another. */
  connection = 0;
  /** When the last one was heard of, by the server's clock; 0: there was none. */
  lost_ms = 0;
  clock_ahead_ms = 0;
  private readonly by_fold = new Map<string, ConversationState>();
  private rooms: ConversationState[] = [];
  private private_chats: ConversationState[] = [];
  private listed: readonly ConversationState[] | null = [];
  private readonly ignored_folds = new Map<string, string>();
  private next_id = 1;
  private me_: Me | null = null;
  /** Where the page came from; empty: nowhere. */
  page_root = '';
  private file_max: { readonly url: string; readonly asked: Promise<number | null> } | null = null;

  constructor(readonly keyring: Keyring, readonly kept: KeptState) {
    super();
  }

  /** An account, or a guest by the name that they wish to have. */
  get who(): string {
    const { start } = this;
    const entering = start?.kind === 'account' ? start.account
      : start?.kind === 'resume' ? this.kept.login?.account : undefined;
    const account = this.account ?? (this.session.is_ready ? undefined : entering);
    return account === undefined ? guest_who(this.wanted_nick) : account_who(account);
  }
  /** The same person goes on under another name. */
  who_changed(before: string): void {
    if (before === this.who) return;
    this.kept.hand_over(before, this.who);
    for (const conversation of this.conversations) conversation.outbox.keep();
  }

  get facts(): Facts { return this.session.facts; }

  get me(): Me {
    const { account, away, is_operator } = this;
    const nick = this.session.nick || this.wished_nick();
    const old = this.me_;
    const is_same = old !== null && old.nick === nick && old.account === account
      && old.away === away && old.is_operator === is_operator;
    if (!is_same) this.me_ = { nick, account, away, is_operator };
    return this.me_ ?? { nick, account, away, is_operator };
  }
  is_me(nick: string): boolean { return this.facts.same(nick, this.session.nick); }

  wished_nick(): string {
    const { start } = this;
    if (start?.kind === 'guest') return start.nick;
    if (start?.kind === 'account') return start.nick ?? start.account;
    return this.kept.nick ?? this.kept.login?.account ?? '';
  }
  /** Somebody else had the nick, maybe our own lost connection: from time to time it is tried. */
  seek_nick(): void {
    const { session, wanted_nick } = this;
    const has_it = wanted_nick === '' || session.nick === wanted_nick;
    if (has_it || this.account !== null || this.nick_is_changing || !session.is_ready) return;
    const now_ms = Date.now();
    if (this.nick_tries >= nick_tries_max || now_ms - this.nick_tried_ms < nick_pause_ms) return;
    this.nick_tried_ms = now_ms;
    this.nick_tries += 1;
    void this.change_nick(wanted_nick);
  }
  /** A guest is called so after a reload, too, and has read what they have read. */
  is_called(nick: string): void {
    const { who } = this;
    this.wanted_nick = nick;
    if (this.account === null) {
      this.kept.nick = nick;
      this.who_changed(who);
    }
    for (const each of this.conversations) each.keep_read();
  }
  begin_seeking(): void {
    this.nick_tries = 0;
    this.nick_tried_ms = Date.now();
  }
  /** Ciphered lines are bound to the nick: none is made until it is known. */
  async change_nick(nick: string): Promise<Outcome> {
    this.nick_is_changing = true;
    const response = await this.session.request('NICK', [nick], { urgent: true });
    this.nick_is_changing = false;
    for (const conversation of this.conversations) void conversation.outbox.pump();
    return outcome_of(response);
  }

  // --- Files

  file_places(): FilePlaces | null { return file_places(this, this.page_root); }
  /** The program that sends them. */
  sending(): Promise<typeof import('../files/sending')> { return import('../files/sending'); }
  send_file: TusSend = async (request) => (await this.sending()).fetch_send(request);
  /** How large one may be; null: not known. */
  async file_bytes_max(url: string): Promise<number | null> {
    const { bytes_max_of } = await this.sending();
    if (this.file_max?.url !== url) {
      this.file_max = { url, asked: bytes_max_of(url, this.send_file) };
    }
    const max = await this.file_max.asked;
    if (max === null) this.file_max = null;
    return max;
  }

  /** A token has taken its place. */
  forget_password(): void {
    if (this.start?.kind === 'account') this.start = { kind: 'resume' };
  }
  device_name(): string {
    const agent = globalThis.navigator?.userAgent ?? '';
    const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1] ?? 'Browser';
    const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1] ?? '';
    return `${browser.replace('Edg', 'Edge')} ${system}`.trim();
  }

  server_now(): number { return Date.now() + this.clock_ahead_ms; }
  local_id(): string { return `local:${this.next_id++}`; }

  message_limits(): { lines_max: number; bytes_max: number } {
    const words = this.facts.offer_words('draft/multiline');
    const number = (key: string, otherwise: number): number => {
      const value = Number.parseInt(words.get(key) ?? '', 10);
      return Number.isFinite(value) && value > 0 ? Math.min(value, 65_536) : otherwise;
    };
    if (!this.facts.has('draft/multiline')) return { lines_max: 1, bytes_max: 400 };
    return { lines_max: number('max-lines', 24), bytes_max: number('max-bytes', 4_096) };
  }

  // --- Conversations

  get conversations(): readonly ConversationState[] {
    this.listed ??= [...this.rooms, ...this.private_chats];
    return this.listed;
  }
  find(name: string): ConversationState | undefined {
    return this.by_fold.get(this.facts.fold(name));
  }

  /** The one of this name; null where there are too many already. */
  open(name: string): ConversationState | null {
    const sound = clean_name(name);
    const found = this.find(sound);
    if (found !== undefined) return found;
    if (sound === '' || this.by_fold.size >= conversations_max) return null;
    const kind = this.facts.is_room(sound) ? 'room' : 'private';
    const made = new ConversationState(this, `c${this.next_id++}`, sound, kind);
    this.by_fold.set(this.facts.fold(sound), made);
    if (kind === 'room') this.rooms.push(made);
    else this.private_chats.unshift(made);
    this.list_changed();
    return made;
  }

  close(conversation: ConversationState): void {
    if (this.find(conversation.name) === conversation) {
      this.by_fold.delete(this.facts.fold(conversation.name));
    }
    this.rooms = this.rooms.filter((each) => each !== conversation);
    this.private_chats = this.private_chats.filter((each) => each !== conversation);
    this.end(conversation);
    conversation.outbox.forget_kept();
    if (this.looked_at === conversation) this.looked_at = null;
    this.list_changed();
  }
  private end(conversation: ConversationState): void {
    conversation.outbox.fail_all({ code: 'not_in_room', text: '' });
    conversation.end();
    this.keyring.close(conversation.name);
  }
  /** The visit is over. What is kept of it is there for the same person. */
  close_all(): void {
    for (const conversation of this.conversations) this.end(conversation);
    this.by_fold.clear();
    this.rooms = [];
    this.private_chats = [];
    this.listed = null;
    this.looked_at = null;
    this.notices.end_visit();
    this.changed();
  }

  /** Its lock goes with it. A name that another conversation has is not taken from it. */
  rename(conversation: ConversationState, to: string): boolean {
    const name = clean_name(to);
    const other = this.find(name);
    if (name === '' || (other !== undefined && other !== conversation)) return false;
    if (this.facts.is_room(name) !== (conversation.kind === 'room')) return false;
    if (!this.keyring.rename(conversation.name, name)) return false;
    this.by_fold.delete(this.facts.fold(conversation.name));
    conversation.outbox.forget_kept();
    conversation.name = name;
    conversation.outbox.keep();
    this.by_fold.set(this.facts.fold(name), conversation);
    conversation.changed();
    this.list_changed();
    return true;
  }

  tell_line(conversation: ConversationState, line: Line): void {
    for (const listener of [...this.line_listeners]) {
      try {
        listener(conversation, line);
      } catch (error) {
        console.error(error);
      }
    }
  }
  /** Private chats: the one in which something was said last comes first. */
  order_changed(conversation: ConversationState): void {
    this.changed();
    if (conversation.kind === 'room' || this.private_chats[0] === conversation) return;
    this.private_chats = this.private_chats.filter((each) => each !== conversation);
    this.private_chats.unshift(conversation);
    this.listed = null;
  }
  list_changed(): void {
    this.listed = null;
    this.keep_rooms();
    this.changed();
  }
  keep_rooms(): void {
    const wanted = this.rooms.filter((room) => room.wanted).map((room) => room.name);
    this.kept.keep_rooms(this.who, wanted);
    this.kept.keep_talks(this.who, this.private_chats.map((chat) => chat.name));
  }

  private keep_invitations(invitations: readonly Notice[]): void {
    this.kept.keep_invitations(this.who, invitations.map((each) => ({
      from: each.from, room: each.invited_to ?? '', at_ms: each.at_ms,
      is_seen: !this.notices.is_unseen(each.id),
    })));
  }
  /** Those of before a reload. */
  restore_invitations(): void {
    for (const { from, room, at_ms, is_seen } of this.kept.invitations_of(this.who)) {
      const is_right = clean_name(from) === from && clean_name(room) === room
        && this.facts.is_room(room) && this.find(room)?.joined !== true && !this.is_ignored(from);
      if (!is_right) continue;
      const id = this.local_id();
      this.notices.restore({ id, at_ms, from, text: '', invited_to: room }, is_seen);
    }
  }

  lock_label(conversation: ConversationState): string {
    if (conversation.kind === 'room') return room_label(conversation.name);
    return private_label(this.me.nick, conversation.name);
  }

  // --- People

  load_ignored(): void {
    this.ignored_folds.clear();
    for (const nick of this.kept.ignored_of(this.who)) {
      this.ignored_folds.set(this.facts.fold(nick), nick);
    }
  }
  ignored(): readonly string[] { return [...this.ignored_folds.values()]; }
  is_ignored(nick: string): boolean {
    return this.ignored_folds.size > 0 && this.ignored_folds.has(this.facts.fold(nick));
  }
  ignore(nick: string, on: boolean): void {
    const fold = this.facts.fold(nick);
    if (on) this.ignored_folds.set(fold, clean_line(nick, 256));
    else this.ignored_folds.delete(fold);
    this.kept.keep_ignored(this.who, this.ignored());
    this.changed();
  }
}
