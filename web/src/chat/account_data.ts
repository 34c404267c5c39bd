// What somebody sees and changes of their account in the settings, which is fetched with them.

import { meaning_of, parse_time } from '../irc/message';
import { keep_login } from './accounts';
import { clean_line } from './clean';
import type { Answer, Devices, Outcome } from './contract';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';
import { ask_service, done_in, said_by_service, why_of, wish_of_service } from './services';

const hash_ms = 60_000;
const export_pieces_max = 20_000;
const urgent = { urgent: true, silence_ms: hash_ms } as const;

async function ask_nickserv(core: Core, words: readonly string[]): Promise<Outcome> {
  if (words.some((word) => word === '' || /[\s\0]/.test(word) || word.startsWith(':'))) {
    return refuse(words.includes('') ? 'weak_password' : 'bad_password');
  }
  return wish_of_service(core, 'NS', words);
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
  const all: Devices['devices'][number][] = [];
  for (const { code, facts } of answer.value) {
    const [first = '', second = '', ...name] = facts;
    if (code === 'SESSION') {
      sessions.push({ from: first, is_this: second === 'this' });
    } else if (code === 'DEVICE') {
      const called = clean_line(name.join(' '));
      all.push({
        number: Number(first), name: called, used_at_ms: parse_time(second) ?? 0,
        may_be_this: core.kept.login !== null && called === core.device_name(),
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

// --- What the server keeps while nobody is connected, and how it ends

export async function is_always_on(core: Core): Promise<Answer<boolean>> {
  const answer = await ask_service(core, 'NS', ['SET', 'always-on']);
  if (!answer.ok) return answer;
  const said = answer.value.find(({ code, facts }) =>
    code === 'SETTING' && facts[0] === 'always-on');
  if (said === undefined) return { ok: false, why: why_of(answer.value) };
  return { ok: true, value: said.facts[1] === 'on' };
}

/** A server may take the wish and yet keep nobody. */
export async function set_always_on(core: Core, on: boolean): Promise<Outcome> {
  const done = await wish_of_service(core, 'NS', ['SET', 'always-on', on ? 'on' : 'off']);
  if (!done.ok || !on) return done;
  const now = await is_always_on(core);
  return now.ok && !now.value ? refuse('keeps_nobody') : { ok: true };
}

/** All that somebody has said. */
export const erase_lines = (core: Core): Promise<Outcome> => confirmed(core, ['ERASE']);

export async function drop_account(core: Core): Promise<Outcome> {
  const { account } = core.me;
  return account === null ? refuse('not_logged_in') : confirmed(core, ['DROP', account]);
}

/** The service answers the first wish with a word that the second one repeats. */
async function confirmed(core: Core, words: readonly string[]): Promise<Outcome> {
  const answer = await ask_service(core, 'NS', words);
  const asked = done_in(answer, 'CONFIRM');
  if (!asked.ok || !answer.ok) return asked;
  const token = answer.value.find(({ code }) => code === 'CONFIRM')?.facts.at(-1) ?? '';
  if (!/^[\w-]+$/.test(token)) return refuse('other');
  return wish_of_service(core, 'NS', [...words, token]);
}
