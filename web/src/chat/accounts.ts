// Accounts: made, logged in to, left.

import { lines_of } from '../irc/labels';
import type { Message } from '../irc/message';
import { authenticate_lines } from '../irc/handshake';
import type { Answer, Outcome, RegisterWish } from './contract';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';

const hash_ms = 60_000;
const urgent = { urgent: true, silence_ms: hash_ms } as const;

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
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return;
  core.kept.keep_login({ account, token }, stay);
  core.kept.keep_server_password(stay ? core.server_password : '');
}

export async function forget_token(core: Core): Promise<void> {
  const { login } = core.kept;
  core.kept.forget_login();
  if (login === null || !core.session.is_ready || core.me.account === null) return;
  await core.session.request('RESUME', ['FORGET', login.token], { urgent: true });
}
