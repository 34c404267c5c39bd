// What the chat is to those who show it: state to read, and deeds. Everything here may be called on
// the page's own thread only. Times are milliseconds since 1970 by the server's clock, sizes in
// UTF-8 bytes unless named otherwise. Texts that come from the server are data, never markup, and
// have no control characters but those of IRC formatting (02 03 04 0F 11 16 1D 1E 1F) and '\n'.

import type { LockState, Opened } from '../cipher';
import type { HavingAccount } from './contract_account';
import type {
  Person, RoomEntry, RoomKeeping, SearchQuery, SearchResult,
} from './contract_answers';
import type { Attaching, FileRoots, Filing } from './contract_files';
import type { Locking } from './contract_lock';

export type { LockState };
export type * from './contract_account';
export type * from './contract_answers';
export type * from './contract_files';
export type * from './contract_lock';

/**
 * Something that changes. Listeners are called once a microtask at most, after `version` has risen;
 * a listener that throws does not stop the others. The lists that are read from it are new arrays
 * after a change and the same array without one, so `===` tells whether to draw again.
 */
export interface Watchable {
  subscribe(listener: () => void): () => void;
  readonly version: number;
}

/** Why something was not done. The page says it in its own words by the code. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The server's own words, bounded; empty where there are none. */
  readonly text: string;
  /** What the server names beside the code: bytes at most, a room, an operator's reason. */
  readonly detail?: string;
}

export type RefusalCode =
  | 'nick_taken' | 'nick_invalid' | 'nick_reserved' | 'wrong_password' | 'wrong_token'
  | 'not_verified' | 'suspended' | 'server_password' | 'wrong_server_password' | 'account_required'
  | 'password_in_clear' | 'account_exists' | 'bad_account_name' | 'weak_password' | 'bad_password'
  | 'bad_email' | 'invitation_required' | 'bad_invitation' | 'bad_code' | 'already_logged_in'
  | 'not_logged_in' | 'banned' | 'server_full' | 'too_fast' | 'killed' | 'account_gone' | 'protocol'
  | 'no_such_room' | 'no_such_nick' | 'not_here' | 'not_in_room' | 'already_in_room'
  | 'bad_room_name' | 'room_full' | 'invite_only' | 'bad_room_key' | 'banned_from_room'
  | 'account_only_room' | 'protected_room' | 'moderated' | 'too_many_rooms' | 'not_allowed'
  | 'they_refuse' | 'too_long' | 'too_late' | 'not_found' | 'not_supported' | 'ciphered_only'
  | 'not_sealed' | 'others_encrypt'
  | 'bad_passphrase' | 'weak_unprotected' | 'not_restricted' | 'wide_restriction'
  | 'left_over' | 'not_kept' | 'not_stored' | 'no_files_taken' | 'no_files_here' | 'files_in_clear'
  | 'file_too_large' | 'no_room_for_files' | 'too_many_uploads' | 'bad_picture' | 'file_unreadable'
  | 'upload_gone' | 'upload_broken' | 'other_file' | 'file_empty' | 'files_full' | 'files_too_soon'
  | 'way_too_narrow' | 'room_kept_already' | 'room_of_server' | 'too_many_kept' | 'keeps_nobody'
  | 'no_mail' | 'offline'
  | 'no_answer' | 'in_doubt' | 'other';

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly why: Refusal };
export type Answer<T> =
  | { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Refusal };

export type LinkState =
  | { readonly kind: 'offline' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** Lost; it will try again by itself. `retry_at_ms` is by the page's clock (Date.now()). */
  | { readonly kind: 'waiting'; readonly retry_at_ms: number; readonly why: WaitReason }
  /** Only the person can go on. */
  | { readonly kind: 'refused'; readonly why: Refusal };

/** 'lost': it was there. 'unreachable': it never was. 'no_network': the device says so. */
export type WaitReason = 'lost' | 'unreachable' | 'no_network' | 'server_restart' | 'server_said';

export type Start =
  | {
    readonly kind: 'guest'; readonly nick: string; readonly room?: string;
    readonly server_password?: string;
  }
  | {
    readonly kind: 'account'; readonly account: string; readonly password: string;
    readonly nick?: string; readonly room?: string; readonly stay_logged_in: boolean;
    readonly server_password?: string;
  }
  /** With what an earlier visit has kept. */
  | { readonly kind: 'resume'; readonly server_password?: string };

export interface Me {
  readonly nick: string;
  readonly account: string | null;
  readonly away: string | null;
  /** Of the server. */
  readonly is_operator: boolean;
}

export interface ServerFacts {
  readonly network: string;
  readonly capabilities: ReadonlySet<string>;
  readonly nick_chars_max: number;
  readonly room_chars_max: number;
  readonly topic_bytes_max: number;
  readonly away_bytes_max: number;
  readonly kick_bytes_max: number;
  /** Of one message of several lines. */
  readonly message_bytes_max: number;
  readonly message_lines_max: number;
  readonly registering: Registering;
  /** The page and its connection came over TLS or from this machine. */
  readonly is_protected: boolean;
  /** The server has asked for its own password. */
  readonly needs_password: boolean;
  /** Where files are; null: the server takes none. */
  readonly files: FileRoots | null;
  readonly has_history: boolean;
  readonly has_search: boolean;
  readonly can_redact: boolean;
  readonly can_react: boolean;
  /** Ranks, highest first: { mode: 'o', sign: '@', rank: 'operator' }. */
  readonly ranks: readonly RankSign[];
}

export interface Registering {
  readonly is_offered: boolean;
  readonly needs_email: boolean;
  readonly needs_invitation: boolean;
  /** Of a new password; 0: the server does not say. */
  readonly password_bytes_min: number;
}

export type Rank = 'owner' | 'admin' | 'operator' | 'half_operator' | 'voice' | 'none';
export interface RankSign { readonly mode: string; readonly sign: string; readonly rank: Rank }

/** What a former visit has left. */
export interface Kept {
  readonly nick: string | null;
  readonly account: string | null;
  /** Rooms to be in again. */
  readonly rooms: readonly string[];
  readonly can_resume: boolean;
}

/** Somebody else has said something now; not what is fetched of the past. */
export type LineListener = (conversation: Conversation, line: Line) => void;

export interface Chat extends Watchable, Filing, HavingAccount {
  readonly link: LinkState;
  readonly me: Me;
  readonly server: ServerFacts;
  readonly kept: Kept;
  /** Rooms and private chats, in the order to show: rooms as joined, then private chats, latest
   * first. */
  readonly conversations: readonly Conversation[];
  readonly unread: number;
  readonly mentions: number;
  readonly notices: NoticeList;
  /** What was said here and is not sent yet: it is lost where the tab is closed. */
  readonly unsent: number;
  find(name: string): Conversation | undefined;
  /** For notifications and for what is read aloud. */
  on_line(listener: LineListener): () => void;
  /** Which conversation is on the screen, and whether the page is looked at: what is said there
   * while both hold counts as read only when mark_read() says so. Null: none. */
  look_at(conversation: Conversation | null): void;
  start(how: Start): void;
  /** Tries at once, where it waits. */
  retry(): void;
  /** Says goodbye, and forgets nothing that is kept. */
  stop(): void;

  join(room: string, key?: string): Promise<Outcome>;
  /** Leaves a room; closes a private chat. */
  leave(conversation: Conversation): Promise<Outcome>;
  talk_to(nick: string): Conversation;
  set_nick(nick: string): Promise<Outcome>;
  set_away(text: string | null): Promise<Outcome>;
  list_rooms(filter: string): Promise<Answer<readonly RoomEntry[]>>;
  search(query: SearchQuery): Promise<Answer<SearchResult>>;
  whois(nick: string): Promise<Answer<Person>>;

  /** Tells the operators of the server of somebody who is there; the reason is not empty. */
  report(nick: string, reason: string): Promise<Outcome>;
  ignored(): readonly string[];
  ignore(nick: string, on: boolean): void;
}

/** What the server or services say to the person, outside conversations; the newest 50. */
export interface NoticeList extends Watchable {
  readonly rows: readonly Notice[];
  /** How many have come since mark_seen(). */
  readonly unseen: number;
  mark_seen(): void;
  drop(id: string): void;
  clear(): void;
  on_new(listener: NoticeListener): () => void;
}
export type NoticeListener = (notice: Notice) => void;
export interface Notice {
  readonly id: string; readonly at_ms: number; readonly from: string; readonly text: string;
  /** An invitation into a room. */
  readonly invited_to?: string;
}

export interface Topic {
  readonly text: string; readonly set_by: string; readonly set_at_ms: number;
  readonly seal: SealClass;
}

/** Channel modes as a letter each, with its value where it has one: k, l, m, i, t, x ... */
export interface RoomModes { readonly flags: ReadonlyMap<string, string> }
export interface BanEntry { readonly mask: string; readonly by: string; readonly at_ms: number }
/** The entries of a room's list that hit one person alone; `is_wide`: others hit them too. */
export interface Restrictions {
  readonly bans: readonly string[]; readonly mutes: readonly string[]; readonly is_wide: boolean;
}

export interface Conversation extends Watchable, Attaching, Locking {
  /** As the server spells it. */
  readonly name: string;
  /** Does not change with the name: for keys of a list. */
  readonly key: string;
  readonly kind: 'room' | 'private';
  readonly topic: Topic | null;
  readonly modes: RoomModes;
  readonly my_rank: Rank;
  readonly unread: number;
  readonly mentions: number;
  /** The first line above which "new" is drawn; null: all is read, or it is not loaded. */
  readonly first_unread_id: string | null;
  /** Where what is unread begins is still looked for, and nothing counts as read meanwhile. */
  readonly awaits_past: boolean;
  /** Up to when it is read; 0: nothing is known. */
  readonly read_until_ms: number;
  readonly joined: boolean;
  /** When something was said last; 0: never. */
  readonly latest_ms: number;
  /** Of a private chat: whether the other is here; null: not known. */
  readonly presence: 'here' | 'away' | 'gone' | null;
  readonly members: MemberList;
  readonly lines: LineWindow;
  readonly typing: readonly string[];
  readonly draft: string;
  set_draft(text: string): void;

  /** Into the outbox: shown at once as pending, sent once, also after a reconnect. */
  say(text: string, options?: SayOptions): void;
  retry(id: string): void;
  discard(id: string): void;
  react(id: string, emoji: string, on: boolean): void;
  /** Redacts the line and says the new text in its place. */
  edit(id: string, text: string): Promise<Outcome>;
  remove(id: string, reason?: string): Promise<Outcome>;

  set_topic(text: string): Promise<Outcome>;
  /** '+m', '-k key', '+o bob': a change as MODE takes it. */
  set_mode(change: string): Promise<Outcome>;
  set_rank(nick: string, rank: Rank, on: boolean): Promise<Outcome>;
  kick(nick: string, reason?: string): Promise<Outcome>;
  ban(nick: string, reason?: string): Promise<Outcome>;
  mute(nick: string): Promise<Outcome>;
  bans(): Promise<Answer<readonly BanEntry[]>>;
  unban(mask: string): Promise<Outcome>;
  restrictions(nick: string): Promise<Answer<Restrictions>>;
  /** Takes back what hits this one alone. */
  lift(nick: string, what: 'ban' | 'mute'): Promise<Outcome>;
  invite(nick: string): Promise<Outcome>;
  keeping(): Promise<Answer<RoomKeeping>>;
  /** The server keeps the room for this account from now on. */
  keep(): Promise<Outcome>;

  /** The person types. Called on each input; sends not more often than every 3 s. */
  set_typing(active: boolean): void;
  /** The person has seen this line and all before it. */
  mark_read(id: string): void;

}

export interface SayOptions {
  readonly reply_to?: string; readonly notice?: boolean; readonly action?: boolean;
}

export interface Member {
  readonly nick: string;
  readonly rank: Rank;
  /** All rank modes, highest first. */
  readonly modes: string;
  readonly account: string | null;
  readonly away: boolean;
  readonly is_bot: boolean;
  readonly is_me: boolean;
}

/** Sorted by rank, then by name. Holds 50,000. */
export interface MemberList extends Watchable {
  /** All are here; false until they have been asked for, which look_at() does. */
  readonly is_whole: boolean;
  readonly count: number;
  at(index: number): Member | undefined;
  find(nick: string): Member | undefined;
  /** By the beginning of the nick; who spoke last first, then by name. */
  complete(prefix: string, count_max?: number): readonly Member[];
  /** Those with this in their nick, in the list's order. */
  filter(part: string, count_max?: number): readonly Member[];
}

/** 'none': a conversation without keys. 'opening': its text comes in a moment. 'no_key': it needs
 * a key, and this conversation has none here. */
export type SealClass = 'none' | 'opening' | 'no_key' | Opened['class'];

export interface Reaction {
  readonly emoji: string; readonly nicks: readonly string[]; readonly count: number;
  readonly mine: boolean;
}

export interface Line {
  readonly kind: 'line';
  /** The msgid, or a local one (it begins with "local:") while it is pending. */
  readonly id: string;
  /** Stays when the id becomes the msgid: the row's key. */
  readonly key: string;
  readonly at_ms: number;
  readonly sender: string;
  readonly account: string | null;
  readonly is_mine: boolean;
  readonly is_bot: boolean;
  readonly form: 'message' | 'notice' | 'action';
  /** '\n' between its lines. Empty where it cannot be read (`seal`) or was removed. */
  readonly text: string;
  readonly state: 'sent' | 'pending' | 'failed' | 'removed';
  readonly why?: Refusal;
  /** Who removed it, and why. */
  readonly removed_by?: string;
  readonly edited: boolean;
  /** The versions before, the first one first. Then at_ms is when that one was said. */
  readonly edits?: readonly string[];
  /** When this version was said. */
  readonly edited_ms?: number;
  /** Its sender alone says that it replaces this one. */
  readonly claims_edit?: string;
  readonly reply_to: string | null;
  readonly reactions: readonly Reaction[];
  readonly mentions_me: boolean;
  readonly seal: SealClass;
  /** Of what no key opens: the first 8 hex digits of the key it needs. */
  readonly seal_key_id8?: string;
  /** When it was said by the sender's clock: to be shown instead of at_ms, which orders. */
  readonly sealed_at_ms?: number;
  /** It came now, and the sender's clock tells another time (by more than 5 minutes). */
  readonly is_off_time?: boolean;
}

export interface Event_ {
  readonly kind: 'event';
  readonly id: string;
  readonly key: string;
  readonly at_ms: number;
  readonly what: 'join' | 'part' | 'quit' | 'kick' | 'nick' | 'topic' | 'mode' | 'rename'
    | 'invite' | 'created';
  readonly nick: string;
  /** Who was kicked, the new nick, the new name. */
  readonly other?: string;
  /** Reason, topic, mode change. */
  readonly text?: string;
}

/** Lines are missing here; load_older()/load_newer() at its edge or fill() fetches them. */
export interface Gap {
  readonly kind: 'gap'; readonly id: string; readonly key: string; readonly at_ms: number;
  readonly loading: boolean;
}

export type Row = Line | Event_ | Gap;

/** A bounded window on the server's past: at most 1,000 rows. No two rows have one key. */
export interface LineWindow extends Watchable {
  /** Oldest first. */
  readonly rows: readonly Row[];
  readonly has_older: boolean;
  /** False: the last row is the newest there is, and new lines are added as they come. */
  readonly has_newer: boolean;
  /** The person reads above the end: nothing that they may see is dropped for what comes new. */
  set_following(on: boolean): void;
  readonly loading: 'older' | 'newer' | 'around' | null;
  /** The last loading was refused or not answered; the next call tries again. */
  readonly failed: boolean;
  find(id: string): Line | undefined;
  load_older(): void;
  load_newer(): void;
  fill(gap_id: string): void;
  /** Resolves when the line is in the window; false: it is not there. */
  go_to(id: string): Promise<boolean>;
  /** To the first line at or after the time. */
  go_to_date(at_ms: number): Promise<boolean>;
  go_to_end(): void;
}
