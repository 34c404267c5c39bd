// How a connection becomes a session: capabilities, login, names.

import type { Facts } from './facts';
import { format, meaning_of, type Message } from './message';

export type Login =
  | { readonly kind: 'plain'; readonly account: string; readonly password: string }
  | { readonly kind: 'resume'; readonly account: string; readonly token: string };

export interface Identity {
  readonly nick: string;
  readonly login: Login | null;
  /** Of the server itself; empty: none. */
  readonly server_password: string;
}

export type Refused =
  | 'login' | 'login_impossible' | 'nick_taken' | 'nick_invalid' | 'banned' | 'password'
  | 'account_required' | 'no_capabilities';

export type Step =
  | { readonly kind: 'nothing' }
  /** `code`: what the server says for programs (docs/services.md), where it does. */
  | {
    readonly kind: 'refused'; readonly why: Refused; readonly text: string; readonly code: string;
  };

/** Without these the page cannot know what belongs to what. */
export const needed_capabilities = [
  'batch', 'echo-message', 'labeled-response', 'message-tags', 'server-time',
];
const wished_capabilities = [
  ...needed_capabilities,
  'account-notify', 'account-tag', 'away-notify', 'cap-notify', 'chghost',
  'draft/account-registration', 'draft/channel-rename', 'draft/chathistory',
  'draft/event-playback', 'draft/extended-isupport', 'draft/message-redaction', 'draft/multiline',
  'draft/pre-away', 'draft/read-marker', 'draft/whoami', 'extended-join', 'extended-monitor',
  'invite-notify', 'multi-prefix', 'no-implicit-names', 'sasl', 'setname', 'soju.im/search',
  'standard-replies', 'userhost-in-names', 'uvchat/resume',
];
const request_chars_max = 400;
const chunk_chars = 400;
const nothing: Step = { kind: 'nothing' };

export class Handshake {
  private requests = 0;
  private introduced = false;
  private sasl: 'none' | 'begun' | 'said' = 'none';
  private nick: string;

  constructor(
    private readonly identity: Identity,
    private readonly facts: Facts,
    private readonly send: (line: string) => void,
  ) {
    this.nick = identity.nick;
  }

  /** Before the server has its password it takes neither a login nor a name. */
  begin(): void {
    const { server_password } = this.identity;
    if (server_password !== '') this.send(format('PASS', [server_password]));
    this.send('CAP LS 302');
  }

  /** Another nick is tried, where the first is refused. */
  try_nick(nick: string): void {
    this.nick = nick;
    this.send(format('NICK', [nick]));
  }

  take(message: Message): Step {
    switch (message.command) {
      case 'CAP': return this.take_cap(message);
      case 'AUTHENTICATE': return this.take_authenticate(message);
      case '903': return this.introduce();
      case '902': case '904': case '905': case '906': return this.login_refused(message);
      case '433': return this.refuse('nick_taken', message);
      case '432': return this.refuse('nick_invalid', message);
      case '464': return this.refuse('password', message);
      case '465': return this.refuse('banned', message);
      case 'FAIL':
        return message.params[1] === 'ACCOUNT_REQUIRED'
          ? this.refuse('account_required', message) : nothing;
      default: return nothing;
    }
  }

  private refuse(why: Refused, message: Message): Step {
    const { code } = meaning_of(message);
    return { kind: 'refused', why, text: message.params.at(-1) ?? '', code };
  }

  private take_cap(message: Message): Step {
    const words = message.params.at(-1) ?? '';
    switch (message.params[1]) {
      case 'LS':
        this.facts.take_offers(words, true);
        return message.params[2] === '*' && message.params.length > 3 ? nothing : this.request();
      case 'ACK':
        this.facts.take_active(words);
        return this.request_answered();
      case 'NAK':
        return this.request_answered();
      default:
        return nothing;
    }
  }

  private request(): Step {
    if (!needed_capabilities.every((name) => this.facts.offers(name))) {
      return { kind: 'refused', why: 'no_capabilities', text: '', code: '' };
    }
    let words = '';
    const say = (): void => {
      if (words === '') return;
      ++this.requests;
      this.send(`CAP REQ :${words.trim()}`);
      words = '';
    };
    for (const name of wished_capabilities) {
      if (!this.facts.offers(name)) continue;
      if (words.length + name.length > request_chars_max) say();
      words += `${name} `;
    }
    say();
    return nothing;
  }

  private request_answered(): Step {
    if (this.introduced || this.requests === 0 || --this.requests > 0) return nothing;
    if (!needed_capabilities.every((name) => this.facts.has(name))) {
      return { kind: 'refused', why: 'no_capabilities', text: '', code: '' };
    }
    const { login } = this.identity;
    if (login === null) return this.introduce();
    const mechanism = login.kind === 'plain' ? 'PLAIN' : 'UVCHAT-RESUME';
    if (!this.facts.has('sasl')) {
      return { kind: 'refused', why: 'login_impossible', text: '', code: '' };
    }
    this.sasl = 'begun';
    this.send(`AUTHENTICATE ${mechanism}`);
    return nothing;
  }

  private take_authenticate(message: Message): Step {
    const { login } = this.identity;
    if (this.sasl !== 'begun' || message.params[0] !== '+' || login === null) return nothing;
    this.sasl = 'said';
    const text = login.kind === 'plain'
      ? `\0${login.account}\0${login.password}` : `${login.account}\0${login.token}`;
    for (const line of authenticate_lines(text)) this.send(line);
    return nothing;
  }

  private login_refused(message: Message): Step {
    if (this.sasl === 'none') return nothing;
    // The server says so to whoever logs in without its own password.
    const is_shut = meaning_of(message).code === 'DISALLOWED';
    return this.refuse(is_shut ? 'password' : 'login', message);
  }

  /** Only now: to whom a nick belongs is known by the login. */
  private introduce(): Step {
    if (this.introduced) return nothing;
    this.introduced = true;
    this.send(format('NICK', [this.nick]));
    this.send(format('USER', ['web', '0', '*', this.nick]));
    this.send('CAP END');
    return nothing;
  }
}

export function authenticate_lines(text: string): string[] {
  const bytes = new TextEncoder().encode(text);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const lines: string[] = [];
  for (let at = 0; at < base64.length; at += chunk_chars) {
    lines.push(`AUTHENTICATE ${base64.slice(at, at + chunk_chars)}`);
  }
  // A chunk that is not full is the last one.
  if (base64.length % chunk_chars === 0) lines.push('AUTHENTICATE +');
  return lines;
}
