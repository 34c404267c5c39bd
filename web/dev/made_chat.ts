/** A chat without a server, the same for the same seed: pictures and tests of the page use it. */
import type {
  Answer, Chat, Conversation, Devices, Kept, LinkState, Me, NickClaim, Outcome, OwnFiles, Person,
  ResetWish, RoomEntry, SearchQuery, SearchResult, ServerFacts, Start,
} from '../src/chat/contract';
import { Watch } from '../src/chat/watch';
import { Notices } from '../src/chat/notices';
import { MadeConversation, type ConversationMaking } from './made_conversation';
import { ROOMS } from './made_words';

const DONE: Outcome = { ok: true };


export interface Options {
  /** How many members the first room has. */
  readonly members: number;
  readonly rooms: number;
  readonly lines: number;
  readonly is_protected: boolean;
  readonly end_ms: number;
}

const FACTS: ServerFacts = {
  network: 'Example School', capabilities: new Set(), nick_chars_max: 30, room_chars_max: 64,
  topic_bytes_max: 390, away_bytes_max: 200, kick_bytes_max: 255, message_bytes_max: 4096,
  message_lines_max: 24,
  registering: {
    is_offered: true, needs_email: false, needs_invitation: false, password_bytes_min: 8,
  },
  is_protected: true, needs_password: false,
  files: { here: `${location.origin}/`, public: `${location.origin}/` },
  has_history: true, has_search: true, can_redact: true, can_react: true,
  ranks: [],
};

export class MadeChat extends Watch implements Chat {
  link: LinkState = { kind: 'offline' };
  me: Me = { nick: 'ana', account: 'ana', away: null, is_operator: false };
  readonly server: ServerFacts;
  readonly kept: Kept = { nick: null, account: null, rooms: [], can_resume: false };
  conversations: readonly MadeConversation[] = [];
  readonly notices = new Notices();
  #options: Options;
  #ignored: string[] = [];

  constructor(options: Options) {
    super();
    this.#options = options;
    this.server = { ...FACTS, is_protected: options.is_protected };
  }

  get unread(): number {
    return this.conversations.reduce((sum, c) => sum + c.unread, 0);
  }

  get mentions(): number {
    return this.conversations.reduce((sum, c) => sum + c.mentions, 0);
  }

  #make(part: Partial<ConversationMaking> & { name: string }): MadeConversation {
    const { end_ms, lines, is_protected } = this.#options;
    const made = new MadeConversation({
      kind: 'room', me: this.me.nick, members: 8, topic: '', unread: 0, mentions: 0,
      lock: { kind: 'clear', page_protected: is_protected }, lines,
      seed: part.name.length * 7 + (part.name.codePointAt(1) ?? 1), end_ms, ...part,
    });
    made.subscribe(() => this.changed());
    return made;
  }

  fill(): void {
    const page_protected = this.#options.is_protected;
    const made = ROOMS.slice(0, 5).map(([name, members, topic], index) =>
      this.#make({
        name, topic, members: index === 0 ? this.#options.members : members,
        unread: index === 1 ? 12 : index === 4 ? 140 : 0, mentions: index === 1 ? 2 : 0,
        lock: name === '#secret'
          ? { kind: 'ciphered', key_id8: '3f9a02c7', old_keys: 0, is_kept: false, page_protected }
          : { kind: 'clear', page_protected },
      }),
    );
    for (let i = made.length; i < this.#options.rooms; i += 1) {
      made.push(this.#make({ name: `#room${i}`, members: 20, unread: i % 3 }));
    }
    const chats = ['luis', 'marta', 'yuki'].map((name, index) =>
      this.#make({ name, kind: 'private', members: 0, unread: index === 1 ? 1 : 0,
        mentions: index === 1 ? 1 : 0, lines: 40 }),
    );
    this.conversations = [...made, ...chats];
    this.changed();
    this.#tell();
  }

  #tell(): void {
    const at_ms = this.#options.end_ms;
    const told = [
      { from: 'chat.example.org', text: 'The server starts again tonight at three.' },
      { from: 'NickServ', text: 'Somebody else uses your nick. To take it back: RECOVER ana' },
      { from: 'marta', text: '', invited_to: '#exam-questions' },
    ];
    told.forEach((each, i) => {
      this.notices.add({ id: `told:${i}`, at_ms: at_ms - 1e6 * (told.length - i), ...each });
    });
  }

  find(name: string): MadeConversation | undefined {
    return this.conversations.find((c) => c.name.toLowerCase() === name.toLowerCase());
  }

  look_at(): void {}

  set_link(link: LinkState): void {
    this.link = link;
    this.changed();
  }

  start(how: Start): void {
    if (how.kind === 'guest') {
      this.me = { ...this.me, nick: how.nick, account: null };
      if (how.nick === 'taken') {
        this.set_link({ kind: 'refused', why: { code: 'nick_taken', text: '' } });
        return;
      }
    }
    this.set_link({ kind: 'connecting' });
    setTimeout(() => {
      this.fill();
      this.set_link({ kind: 'ready' });
    }, 30);
  }

  readonly unsent = 0;

  on_line(): () => void {
    return () => {};
  }

  retry(): void {
    this.set_link({ kind: 'ready' });
  }

  stop(): void {
    this.conversations = [];
    this.set_link({ kind: 'offline' });
  }

  async join(room: string): Promise<Outcome> {
    if (room === '#closed') return { ok: false, why: { code: 'invite_only', text: '' } };
    if (!this.find(room)) {
      const made = this.#make({ name: room, members: 1, lines: 0 });
      const rooms = this.conversations.filter((c) => c.kind === 'room');
      const chats = this.conversations.filter((c) => c.kind === 'private');
      this.conversations = [...rooms, made, ...chats];
      this.changed();
    }
    return DONE;
  }

  async leave(conversation: Conversation): Promise<Outcome> {
    this.conversations = this.conversations.filter((c) => c !== conversation);
    this.changed();
    return DONE;
  }

  talk_to(nick: string): MadeConversation {
    const known = this.find(nick);
    if (known) return known;
    const made = this.#make({ name: nick, kind: 'private', members: 0, lines: 0 });
    this.conversations = [...this.conversations, made];
    this.changed();
    return made;
  }

  async set_nick(nick: string): Promise<Outcome> {
    this.me = { ...this.me, nick };
    this.changed();
    return DONE;
  }

  async set_away(away: string | null): Promise<Outcome> {
    this.me = { ...this.me, away };
    this.changed();
    return DONE;
  }

  async list_rooms(filter: string): Promise<Answer<readonly RoomEntry[]>> {
    const value = ROOMS.filter(([name, , topic]) => `${name} ${topic}`.includes(filter)).map(
      ([name, members, topic]) => ({ name, members, topic, joined: !!this.find(name) }),
    );
    return { ok: true, value };
  }

  async search(query: SearchQuery): Promise<Answer<SearchResult>> {
    const word = query.text.replace(/\*$/, '').toLowerCase();
    const hits: { conversation: string; line: SearchResult['hits'][number]['line'] }[] = [];
    for (const c of this.conversations) {
      if (query.in !== undefined && c.name !== query.in) continue;
      for (const row of c.lines.rows) {
        const is_hit = row.kind === 'line' && row.text.toLowerCase().includes(word);
        if (is_hit && row.kind === 'line') hits.push({ conversation: c.name, line: row });
      }
    }
    hits.sort((a, b) => b.line.at_ms - a.line.at_ms);
    return { ok: true, value: { hits: hits.slice(0, 50), has_more: hits.length > 50 } };
  }

  async whois(nick: string): Promise<Answer<Person>> {
    return {
      ok: true,
      value: {
        nick, account: nick, real_name: nick, away: null, idle_s: 60, is_operator: false,
        is_bot: false, rooms: ['#lobby'],
      },
    };
  }

  async register(): Promise<Answer<{ readonly must_verify: boolean }>> {
    this.me = { ...this.me, account: this.me.nick };
    return { ok: true, value: { must_verify: false } };
  }

  async verify(): Promise<Outcome> { return DONE; }
  async log_in(): Promise<Outcome> { return DONE; }

  nick_claim: NickClaim | null = null;
  dismiss_nick_claim(): void {
    this.nick_claim = null;
    this.changed();
  }
  claim_nick(nick_claim: NickClaim): void {
    this.nick_claim = nick_claim;
    this.changed();
  }
  async mail_reset_code(): Promise<Outcome> { return DONE; }
  async reset_password(wish: ResetWish): Promise<Outcome> {
    return wish.code === 'right' ? DONE : { ok: false, why: { code: 'bad_code', text: '' } };
  }
  async is_always_on(): Promise<Answer<boolean>> { return { ok: true, value: false }; }
  async set_always_on(): Promise<Outcome> { return DONE; }
  async erase_lines(): Promise<Outcome> { return DONE; }
  async drop_account(): Promise<Outcome> { return DONE; }

  async log_out(): Promise<Outcome> {
    this.stop();
    return DONE;
  }

  async change_password(old_password: string): Promise<Outcome> {
    if (old_password === 'right') return DONE;
    return { ok: false, why: { code: 'wrong_password', text: '' } };
  }

  async devices(): Promise<Answer<Devices>> {
    const used_at_ms = this.#options.end_ms;
    return {
      ok: true,
      value: {
        sessions: [{ from: '203.0.113.20', is_this: true }],
        devices: [
          { number: 1, name: 'Firefox on Linux', used_at_ms, may_be_this: true },
          { number: 2, name: 'uvchat-cli', used_at_ms: used_at_ms - 4e8, may_be_this: false },
        ],
      },
    };
  }

  async revoke(): Promise<Outcome> { return DONE; }

  async own_files(): Promise<Answer<OwnFiles>> {
    const url = `${location.origin}/files/`;
    const made_ms = this.#options.end_ms;
    return { ok: true, value: { next: 'more', files: [
      { url: 'e'.repeat(64), name: 'film.mp4', bytes: 300_000_000, come: 200_000_000, made_ms: 0,
        until_ms: made_ms + 8e7 },
      { url: `${url}a.jpg`, name: 'field.jpg', bytes: 2_400_000, made_ms, until_ms: 0 },
      { url: `${url}b`, name: '', bytes: 48_000_000, made_ms, until_ms: made_ms + 4e8 },
    ] } };
  }
  async delete_file(): Promise<Outcome> { return DONE; }

  async export_data(progress: (letters: number) => void): Promise<Answer<string>> {
    progress(4096);
    return { ok: true, value: '{}' };
  }

  ignored(): readonly string[] {
    return this.#ignored;
  }

  report(): Promise<Outcome> { return Promise.resolve({ ok: true }); }
  ignore(nick: string, on: boolean): void {
    this.#ignored = this.#ignored.filter((n) => n !== nick);
    if (on) this.#ignored.push(nick);
    this.changed();
  }
}
