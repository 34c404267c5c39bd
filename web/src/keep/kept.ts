// What the chat keeps of a visit for the next one of the same person.

import {
  account_who, guest_who, hand_owned_over, is_of, keep_owned_of, read_owned, write_owned,
} from './owned';
import { hand_left_uploads_over, keep_left_uploads_of } from './left_uploads';
import { keep_read_of } from './read';
import { read_json, text_in, texts_in, write_json } from './store';
import { hand_unsent_over, keep_unsent_of } from './unsent';

export interface KeptLogin { readonly account: string; readonly token: string }
export interface KeptInvitation {
  readonly from: string; readonly room: string; readonly at_ms: number; readonly is_seen: boolean;
}

const limits = {
  rooms: 100, talks: 20, drafts: 100,
  draft_chars: 8_000, ignored: 500, invitations: 20, name_chars: 256,
};
const owned = ['rooms', 'talks', 'drafts', 'ignored', 'invitations'] as const;

export class KeptState {
  get nick(): string | null { return text_in(read_json('person'), 'nick'); }
  set nick(nick: string | null) { write_json('person', nick === null ? undefined : { nick }); }

  /** On this device, or in this tab alone. */
  get login(): KeptLogin | null {
    for (const place of ['tab', 'device'] as const) {
      const value = read_json('login', place);
      const account = text_in(value, 'account');
      const token = text_in(value, 'token');
      if (account !== null && token !== null) return { account, token };
    }
    return null;
  }
  keep_login(login: KeptLogin, stay: boolean): void {
    write_json('login', login, 'tab');
    write_json('login', stay ? login : undefined, 'device');
  }
  get stays_logged_in(): boolean {
    return text_in(read_json('login', 'device'), 'token') !== null;
  }
  /** Of the server itself, where somebody stays logged in; empty: none. */
  get server_password(): string {
    return text_in(read_json('server_password'), 'password') ?? '';
  }
  keep_server_password(password: string): void {
    write_json('server_password', password === '' ? undefined : { password });
  }
  forget_login(): void {
    this.keep_server_password('');
    write_json('login', undefined, 'tab');
    write_json('login', undefined, 'device');
  }

  // --- Of one person

  /** Who comes back where nothing else is said; null: nobody is known. */
  get who(): string | null {
    const { login, nick } = this;
    if (login !== null) return account_who(login.account);
    return nick === null ? null : guest_who(nick);
  }

  /** It is this one who has entered. Returns whether somebody else had been here. */
  belong_to(who: string): boolean {
    const { login } = this;
    const before = text_in(read_json('owner'), 'who');
    for (const item of owned) keep_owned_of(item, who);
    keep_unsent_of(who);
    keep_left_uploads_of(who);
    keep_read_of(who);
    if (login !== null && account_who(login.account) !== who) this.forget_login();
    write_json('owner', { who });
    return before !== null && !is_of(before, who);
  }
  /** The same person has another nick, or has logged in. */
  hand_over(from: string, to: string): void {
    for (const item of owned) hand_owned_over(item, from, to);
    hand_unsent_over(from, to);
    hand_left_uploads_over(from, to);
    write_json('owner', { who: to });
  }

  rooms_of(who: string): readonly string[] {
    return texts_in(read_owned('rooms', who), limits.rooms);
  }
  keep_rooms(who: string, names: readonly string[]): void {
    write_owned('rooms', who, names.slice(0, limits.rooms));
  }

  /** Private chats that are open, by the nick of the other. */
  talks_of(who: string): readonly string[] {
    return texts_in(read_owned('talks', who), limits.talks);
  }
  keep_talks(who: string, nicks: readonly string[]): void {
    write_owned('talks', who, nicks.slice(0, limits.talks));
  }

  ignored_of(who: string): readonly string[] {
    return texts_in(read_owned('ignored', who), limits.ignored);
  }
  keep_ignored(who: string, names: readonly string[]): void {
    write_owned('ignored', who, names.slice(0, limits.ignored));
  }

  draft_of(who: string, fold: string): string {
    return text_in(read_owned('drafts', who), fold) ?? '';
  }
  /** Empty takes it away. */
  keep_draft(who: string, fold: string, text: string): void {
    const value = read_owned('drafts', who);
    const drafts = new Map(
      typeof value === 'object' && value !== null ? Object.entries(value) : []);
    if (text === '' && !drafts.has(fold)) return;
    drafts.delete(fold);
    if (text !== '') drafts.set(fold, text.slice(0, limits.draft_chars));
    for (const oldest of drafts.keys()) {
      if (drafts.size <= limits.drafts) break;
      drafts.delete(oldest);
    }
    write_owned('drafts', who, drafts.size === 0 ? undefined : Object.fromEntries(drafts));
  }

  invitations_of(who: string): readonly KeptInvitation[] {
    const value = read_owned('invitations', who);
    return Array.isArray(value) ? value.filter(is_invitation).slice(-limits.invitations) : [];
  }
  /** The newest ones, which stand last. */
  keep_invitations(who: string, all: readonly KeptInvitation[]): void {
    const kept = all.slice(-limits.invitations);
    write_owned('invitations', who, kept.length === 0 ? undefined : kept);
  }

  forget_all(): void {
    this.forget_login();
    keep_unsent_of(null);
    keep_left_uploads_of(null);
    keep_read_of(null);
    for (const item of [...owned, 'person', 'owner']) write_json(item, undefined);
  }
}

function is_invitation(value: unknown): value is KeptInvitation {
  const each = value as Partial<KeptInvitation> | null;
  if (typeof each !== 'object' || each === null) return false;
  const { from, room, at_ms, is_seen } = each;
  const is_name = (name: unknown): boolean =>
    typeof name === 'string' && name !== '' && name.length <= limits.name_chars;
  return is_name(from) && is_name(room) && Number.isFinite(at_ms) && typeof is_seen === 'boolean';
}
