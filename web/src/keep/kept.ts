// What the chat keeps of a visit for the next one.

import { keep_read_of } from './read';
import { read_json, text_in, texts_in, write_json } from './store';
import { keep_unsent_of } from './unsent';

export interface KeptLogin { readonly account: string; readonly token: string }

const limits = { rooms: 100, drafts: 100, draft_chars: 8_000, ignored: 500 };

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
  forget_login(): void {
    write_json('login', undefined, 'tab');
    write_json('login', undefined, 'device');
  }

  get rooms(): readonly string[] { return texts_in(read_json('rooms'), limits.rooms); }
  set rooms(names: readonly string[]) { write_json('rooms', names.slice(0, limits.rooms)); }

  get ignored(): readonly string[] { return texts_in(read_json('ignored'), limits.ignored); }
  set ignored(names: readonly string[]) { write_json('ignored', names.slice(0, limits.ignored)); }

  draft(fold: string): string { return text_in(read_json('drafts'), fold) ?? ''; }
  /** Empty takes it away. */
  keep_draft(fold: string, text: string): void {
    const value = read_json('drafts');
    const drafts = new Map(
      typeof value === 'object' && value !== null ? Object.entries(value) : []);
    drafts.delete(fold);
    if (text !== '') drafts.set(fold, text.slice(0, limits.draft_chars));
    for (const oldest of drafts.keys()) {
      if (drafts.size <= limits.drafts) break;
      drafts.delete(oldest);
    }
    write_json('drafts', drafts.size === 0 ? undefined : Object.fromEntries(drafts));
  }

  forget_all(): void {
    this.forget_login();
    keep_unsent_of(null);
    keep_read_of(null);
    for (const name of ['rooms', 'drafts', 'person']) write_json(name, undefined);
  }
}
