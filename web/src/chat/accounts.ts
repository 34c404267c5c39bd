// Accounts: made, logged in to, left; their passwords, devices and data.

import { lines_of } from '../irc/labels';
import { meaning_of, type Message, parse_time } from '../irc/message';
import { authenticate_lines } from '../irc/handshake';
import { clean_line } from './clean';
import type { Answer, Devices, Outcome, RegisterWish } from './contract';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';
import { ask_service, said_by_service, why_of, wish_of_service } from './services';

const hash_ms = 60_000;
const export_pieces_max = 20_000;
const urgent = { urgent: true, silence_ms: hash_ms } as const;

async function ask_nickserv(core: Core, words: readonly string[]): Promise<Outcome> {
  if (words.some((word) => word === '' || /[\s\0]/.test(word) || word.startsWith(':'))) {
    return refuse(words.includes('') ? 'weak_password' : 'bad_password');
  }
  return wish_of_service(core, 'NS', words);
}

export async function register(core: Core, wish: RegisterWish):
Promise<Answer<{ readonly must_verify: boolean }>> {
  const params = [wish.account || '*', wish.email || '*', wish.password];
  if (wish.invitation !== undefined && wish.invitation !== '') params.push(wish.invitation);
  if (params.some((word) => /[\s\0]/.test(word) || word.startsWith(':') || word === '')) {
    if (wish.password === '') return refuse('weak_password');
    return refuse(/[\s\0]|^:/.test(wish.password) ? 'bad_password' : 'bad_account_name');
  }
  const response = await core.session.request('REGISTER', params, urgent);
  const outcome = outcome_of(response);
  if (!outcome.ok || response.kind !== 'answer') return outcome.ok ? refuse('no_answer') : outcome;
  const lines = lines_of(response.items);
  const must_verify = has_word(lines, 'REGISTER', 'VERIFICATION_REQUIRED');
  if (!must_verify && !has_word(lines, 'REGISTER', 'SUCCESS')) return refuse('other');
  core.stay_wished = wish.stay_logged_in;
  if (!must_verify) await keep_login(core, wish.stay_logged_in);
  return { ok: true, value: { must_verify } };
}

export async function verify(core: Core, account: string, code: string): Promise<Outcome> {
  if (/[\s\0]|^:|^$/.test(account) || code === '') return refuse('bad_code');
  const response = await core.session.request('VERIFY', [account, code.trim()], urgent);
  const outcome = outcome_of(response);
  if (outcome.ok) await keep_login(core, core.stay_wished);
  return outcome;
}

function has_word(lines: readonly Message[], command: string, word: string): boolean {
  return lines.some((line) => line.command === command && line.params[0] === word);
}

export async function log_in(core: Core, account: string, password: string, stay: boolean):
Promise<Outcome> {
  if (core.me.account !== null) return refuse('already_logged_in');
  if (!core.facts.has('sasl')) return refuse('not_supported');
  const begun = await core.session.request('AUTHENTICATE', ['PLAIN'], urgent);
  const outcome = outcome_of(begun);
  if (!outcome.ok) return outcome;
  const [first = '', ...then] = authenticate_lines(`\0${account}\0${password}`);
  const words = first.split(' ')[1] ?? '+';
  const answered = new Promise<Outcome>((resolve) => { core.login_waits = resolve; });
  const response = core.session.request('AUTHENTICATE', [words], { ...urgent, then });
  void response.then((each) => {
    if (each.kind !== 'answer') core.login_waits?.(outcome_of(each));
  });
  const result = await answered;
  core.login_waits = null;
  if (result.ok) await keep_login(core, stay);
  return result;
}

/** A token of this device, so that no password has to be kept. */
export async function keep_login(core: Core, stay: boolean): Promise<void> {
  core.forget_password();
  const { account } = core.me;
  if (account === null || !core.facts.has('uvchat/resume')) return;
  const response = await core.session.request('RESUME', ['NEW', core.device_name()], urgent);
  if (response.kind !== 'answer') return;
  const line = lines_of(response.items).find((each) => each.command === 'RESUME');
  const token = line?.params[1];
  if (line?.params[0] !== 'TOKEN' || token === undefined) return;
  if (/^[A-Za-z0-9_-]{43}$/.test(token)) core.kept.keep_login({ account, token }, stay);
}

export async function forget_token(core: Core): Promise<void> {
  const { login } = core.kept;
  core.kept.forget_login();
  if (login === null || !core.session.is_ready || core.me.account === null) return;
  await core.session.request('RESUME', ['FORGET', login.token], { urgent: true });
}

export async function change_password(core: Core, old_password: string, new_password: string):
Promise<Outcome> {
  const words = ['PASSWD', old_password, new_password];
  const done = await ask_nickserv(core, words);
  // It may have ended tokens, this device's too.
  if (done.ok && core.kept.login !== null) await keep_login(core, core.kept.stays_logged_in);
  return done;
}

export async function devices(core: Core): Promise<Answer<Devices>> {
  const answer = await ask_service(core, 'NS', ['SESSIONS', 'LIST']);
  if (!answer.ok) return answer;
  const sessions: { from: string; is_this: boolean }[] = [];
  const all: { number: number; name: string; used_at_ms: number }[] = [];
  for (const { code, facts } of answer.value) {
    const [first = '', second = '', ...name] = facts;
    if (code === 'SESSION') {
      sessions.push({ from: first, is_this: second === 'this' });
    } else if (code === 'DEVICE') {
      all.push({
        number: Number(first), name: clean_line(name.join(' ')),
        used_at_ms: parse_time(second) ?? 0,
      });
    }
  }
  if (sessions.length === 0) return { ok: false, why: why_of(answer.value) };
  return { ok: true, value: { sessions, devices: all } };
}

export function revoke(core: Core, device: number | 'all'): Promise<Outcome> {
  const words = ['SESSIONS', 'REVOKE', device === 'all' ? 'ALL' : String(device)];
  return ask_nickserv(core, words);
}

/** Pieces "3/12 text" with the code "PIECE 3 12", put together again. */
export async function export_data(core: Core, progress: (bytes: number) => void):
Promise<Answer<string>> {
  const pieces: string[] = [];
  let all = 0;
  let bytes = 0;
  const response = await core.session.request('NS', ['EXPORT'], {
    ...urgent,
    on_item: (item) => {
      if (item.kind !== 'line' || item.message.command !== 'NOTICE') return;
      const { code, facts: [number, count] } = meaning_of(item.message);
      if (code !== 'PIECE' || pieces.length >= export_pieces_max) return;
      if (Number(number) !== pieces.length + 1) return;
      all = Number(count);
      const words = item.message.params[1] ?? '';
      const piece = words.slice(words.indexOf(' ') + 1);
      pieces.push(piece);
      bytes += piece.length;
      progress(bytes);
    },
  });
  if (response.kind !== 'answer') return outcome_of(response) as Answer<string>;
  if (pieces.length === 0) return { ok: false, why: why_of(said_by_service(response)) };
  if (pieces.length !== all) return refuse('other');
  return { ok: true, value: pieces.join('') };
}
