// The chat as the page sees it: state of one person on one server, and deeds.

import type { Keyring } from '../cipher';
import type { KeptState } from '../keep/kept';
import { Session, type SessionParts, type SessionState } from '../irc/session';
import type { Identity } from '../irc/handshake';
import * as accounts from './accounts';
import * as asking from './asking';
import { clean_name } from './clean';
import type {
  Answer, Chat, Conversation, Devices, Kept, LineListener, LinkState, Me, NickClaim, NoticeList,
  Outcome, OwnFiles, Person, RegisterWish, ResetWish, RoomEntry, SearchQuery, SearchResult,
  ServerFacts, Start,
} from './contract';
import type { ConversationState } from './conversation';
import { Core } from './core';
import * as entering from './entering';
import { forget_server_password, refusal_of_session } from './link_refusal';
import * as moderation from './moderation';
import { claim_ends } from './nick_claim';
import { receive } from './receive';
import { outcome_of, refuse } from './refusal';
import { server_facts } from './server_facts';

export interface ChatParts extends SessionParts {
  readonly keyring: Keyring;
  readonly kept: KeptState;
  readonly is_protected: boolean;
  /** The folder that the page came from, as a URL: files of this server are asked for there. */
  readonly page_root?: string;
}

const tick_ms = 1_000;

/** The one state of a chat, with the deeds that a page calls. */
export class ChatState implements Chat {
  readonly core: Core;
  private link_: LinkState = { kind: 'offline' };
  private facts_: ServerFacts | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly parts: ChatParts) {
    this.core = new Core(parts.keyring, parts.kept);
    this.core.page_root = parts.page_root ?? '';
    this.core.session = new Session(parts, {
      state_changed: (state) => this.session_changed(state),
      item: (item, label) => receive(this.core, item, label),
      identity: () => this.identity(),
    });
  }

  subscribe(listener: () => void): () => void { return this.core.subscribe(listener); }
  get version(): number { return this.core.version; }
  get link(): LinkState { return this.link_; }
  get me(): Me { return this.core.me; }
  get conversations(): readonly Conversation[] { return this.core.conversations; }
  get notices(): NoticeList { return this.core.notices; }
  get server(): ServerFacts {
    this.facts_ ??= server_facts(this.core, this.parts.is_protected);
    return this.facts_;
  }
  get kept(): Kept {
    const { kept } = this.core;
    const { nick, login, who } = kept;
    const rooms = who === null ? [] : kept.rooms_of(who);
    return { nick, rooms, account: login?.account ?? null, can_resume: who !== null };
  }
  get unread(): number { return this.sum((each) => each.unread); }
  get unsent(): number {
    return this.sum((each) => each.outbox.waiting_count + each.files.waiting_count);
  }
  get mentions(): number { return this.sum((each) => each.mentions); }
  private sum(of: (each: ConversationState) => number): number {
    return this.core.conversations.reduce((all, each) => all + of(each), 0);
  }
  find(name: string): Conversation | undefined { return this.core.find(name); }
  on_line(listener: LineListener): () => void {
    this.core.line_listeners.add(listener);
    return () => { this.core.line_listeners.delete(listener); };
  }

  // --- The connection

  private identity(): Identity {
    const { core } = this;
    const { start } = core;
    const { login } = core.kept;
    const nick = clean_name(core.wanted_nick);
    const { server_password } = core;
    if (start?.kind === 'account') {
      const { account, password } = start;
      return { nick, login: { kind: 'plain', account, password }, server_password };
    }
    const is_guest = start?.kind === 'guest' && core.account === null;
    const resumes = !is_guest && login !== null;
    return { nick, login: resumes ? { kind: 'resume', ...login } : null, server_password };
  }

  private session_changed(state: SessionState): void {
    const { core } = this;
    this.facts_ = null;
    if (state.kind === 'ready') {
      core.needs_server_password = false;
      entering.entered(core);
      if (core.kept.stays_logged_in) core.kept.keep_server_password(core.server_password);
    }
    if (state.kind === 'connecting') core.is_logged_in = false;
    if (state.kind !== 'ready') for (const each of core.conversations) each.lines.note_loss();
    this.link_ = link_of(state, core);
    if (state.kind === 'refused' && this.link_.kind === 'refused') {
      if (this.link_.why.code === 'wrong_token') core.kept.forget_login();
      if (state.why === 'password') forget_server_password(core);
    }
    core.changed();
    for (const conversation of core.conversations) conversation.changed();
  }

  start(how: Start): void {
    const { core } = this;
    // Whoever enters by a name may be another one than who was here before.
    if (how.kind !== 'resume') void this.end_visit({ kept: false });
    core.start = how;
    core.server_password = how.server_password || core.server_password || core.kept.server_password;
    core.session.nick = '';
    core.account = null;
    core.wanted_nick = core.wished_nick();
    // A reload comes back as whoever was let in, and nobody has been yet.
    if (how.kind === 'guest') core.kept.nick = null;
    this.timer ??= setInterval(() => this.tick(), tick_ms);
    core.session.start();
  }
  /** Nothing of who was here is on the screen any more. `kept`: keys on the device go, too. */
  private async end_visit(what: { kept: boolean }): Promise<void> {
    const forgotten = this.core.keyring.forget(what);
    this.core.close_all();
    await forgotten;
  }
  retry(): void {
    if (this.link_.kind === 'waiting') this.core.session.check_now();
  }
  /** The page is looked at, or the network is back. */
  wake(): void { this.core.session.check_now(); }
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.core.session.stop('');
  }
  private tick(): void {
    const now_ms = Date.now();
    this.core.seek_nick();
    for (const conversation of this.core.conversations) conversation.typist.tick(now_ms);
  }

  // --- Conversations

  look_at(conversation: Conversation | null): void {
    const { core } = this;
    const next = core.conversations.find((each) => each === conversation) ?? null;
    if (core.looked_at === next) return;
    const before = core.looked_at;
    core.looked_at = next;
    before?.looked_at(false);
    next?.looked_at(true);
    if (next !== null) entering.load_room(core, next);
    core.changed();
  }
  async join(room: string, key = ''): Promise<Outcome> {
    const { core } = this;
    const name = entering.as_room(room);
    if (!core.facts.is_room(name) || clean_name(name) !== name) return refuse('bad_room_name');
    if (/[\s,\0]|^:/.test(key)) return refuse('bad_room_key');
    const params = key === '' ? [name] : [name, key];
    const outcome = outcome_of(await core.session.request('JOIN', params, { urgent: true }));
    const joined = core.find(name);
    if (outcome.ok && joined !== undefined) joined.join_key = key;
    return outcome;
  }
  async leave(conversation: Conversation): Promise<Outcome> {
    const { core } = this;
    const here = core.conversations.find((each) => each === conversation);
    if (here === undefined) return refuse('not_in_room');
    here.wanted = false;
    if (here.kind === 'room' && here.joined && core.session.is_ready) {
      const outcome = outcome_of(await core.session.request('PART', [here.name], { urgent: true }));
      if (!outcome.ok && outcome.why.code !== 'not_in_room') return outcome;
    }
    if (here.kind === 'private') core.session.send(`MONITOR - ${here.name}`);
    if (core.conversations.includes(here)) core.close(here);
    return { ok: true };
  }
  talk_to(nick: string): Conversation {
    const { core } = this;
    const known = core.find(nick);
    if (known !== undefined) return known;
    const opened = core.open(nick);
    if (opened === null) throw new RangeError('no such conversation can be opened');
    entering.open_talk(core, opened);
    return opened;
  }
  list_rooms(filter: string): Promise<Answer<readonly RoomEntry[]>> {
    return asking.list_rooms(this.core, filter);
  }
  search(query: SearchQuery): Promise<Answer<SearchResult>> {
    return asking.search(this.core, query);
  }
  whois(nick: string): Promise<Answer<Person>> { return asking.whois(this.core, nick); }

  // --- Oneself

  async set_nick(nick: string): Promise<Outcome> {
    const { core } = this;
    if (clean_name(nick) !== nick || nick === '' || nick.startsWith(':')) {
      return refuse('nick_invalid');
    }
    const outcome = await core.change_nick(nick);
    if (!outcome.ok) return outcome;
    core.is_called(nick);
    return outcome;
  }
  async set_away(text: string | null): Promise<Outcome> {
    const { core } = this;
    core.away_wished = text === '' ? null : text;
    const params = core.away_wished === null ? [] : [core.away_wished];
    return outcome_of(await core.session.request('AWAY', params, { urgent: true }));
  }
  register(wish: RegisterWish): Promise<Answer<{ readonly must_verify: boolean }>> {
    return accounts.register(this.core, wish);
  }
  verify(account: string, code: string): Promise<Outcome> {
    return accounts.verify(this.core, account, code);
  }
  async log_in(account: string, password: string, stay_logged_in: boolean): Promise<Outcome> {
    const { nick_claim } = this;
    const outcome = await accounts.log_in(this.core, account, password, stay_logged_in);
    // The name that a guest could not have may be theirs now.
    if (outcome.ok && nick_claim?.kind === 'renamed') await this.set_nick(nick_claim.wanted);
    return outcome;
  }
  async log_out(): Promise<Outcome> {
    const { core } = this;
    await accounts.forget_token(core);
    // All is forgotten before the first page is drawn again.
    const forgotten = this.end_visit({ kept: true });
    core.kept.forget_all();
    core.start = null;
    core.account = null;
    core.server_password = '';
    this.stop();
    core.session.nick = '';
    core.changed();
    await forgotten;
    return { ok: true };
  }
  get nick_claim(): NickClaim | null { return this.core.nick_claim; }
  dismiss_nick_claim(): void { claim_ends(this.core); }
  async mail_reset_code(account: string, server_password?: string): Promise<Outcome> {
    const { mail_reset_code } = await import('./forgotten');
    return this.as_stranger(server_password, () =>
      mail_reset_code(this.core, this.parts, account));
  }
  async reset_password(wish: ResetWish): Promise<Outcome> {
    const { reset_password } = await import('./forgotten');
    return this.as_stranger(wish.server_password, () =>
      reset_password(this.core, this.parts, wish));
  }
  /** The server may have a password of its own, which it asks for then. */
  private async as_stranger(password: string | undefined, deed: () => Promise<Outcome>):
  Promise<Outcome> {
    const { core } = this;
    core.server_password = password || core.server_password || core.kept.server_password;
    const outcome = await deed();
    this.facts_ = null;
    core.changed();
    return outcome;
  }
  async change_password(old_password: string, new_password: string): Promise<Outcome> {
    return (await account_data()).change_password(this.core, old_password, new_password);
  }
  async devices(): Promise<Answer<Devices>> { return (await account_data()).devices(this.core); }
  async revoke(device: number | 'all'): Promise<Outcome> {
    return (await account_data()).revoke(this.core, device);
  }
  async is_always_on(): Promise<Answer<boolean>> {
    return (await account_data()).is_always_on(this.core);
  }
  async set_always_on(on: boolean): Promise<Outcome> {
    return (await account_data()).set_always_on(this.core, on);
  }
  async erase_lines(): Promise<Outcome> { return (await account_data()).erase_lines(this.core); }
  async drop_account(): Promise<Outcome> { return (await account_data()).drop_account(this.core); }
  async own_files(after: string): Promise<Answer<OwnFiles>> {
    return (await import('./own_files')).own_files(this.core, after);
  }
  async delete_file(url: string): Promise<Outcome> {
    return (await import('./own_files')).delete_file(this.core, url);
  }
  async export_data(progress: (bytes: number) => void): Promise<Answer<string>> {
    return (await account_data()).export_data(this.core, progress);
  }
  report(nick: string, reason: string): Promise<Outcome> {
    return moderation.report(this.core, nick, reason);
  }
  ignored(): readonly string[] { return this.core.ignored(); }
  ignore(nick: string, on: boolean): void { this.core.ignore(nick, on); }
}

/** For the settings alone. */
const account_data = (): Promise<typeof import('./account_data')> => import('./account_data');

function link_of(state: SessionState, core: Core): LinkState {
  switch (state.kind) {
    case 'idle': return { kind: 'offline' };
    case 'connecting': return { kind: 'connecting' };
    case 'ready': return { kind: 'ready' };
    case 'waiting': return state;
    case 'refused': return { kind: 'refused', why: refusal_of_session(state, core) };
  }
}
