// Who is banned or muted in a room: which entries of its list hit somebody, and lifting them.

import { lines_of } from '../irc/labels';
import { clean_line } from './clean';
import type { Answer, BanEntry, Outcome, Restrictions } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { first_refusal, outcome_of, refuse } from './refusal';

// What a server may make the page compare: so many masks, of so many characters each.
const entries_max = 1_000;
const mask_chars_max = 512;

/** As the server shows it; without user and host where it does not know them any more. */
export interface Whereabouts {
  readonly nick: string; readonly user: string; readonly host: string;
  readonly account: string | null;
}

/** Null: there was no answer. Who has left is known for a while by where they came from. */
export async function whereabouts(core: Core, room: ConversationState, nick: string):
Promise<Whereabouts | null> {
  const account = room.members.find(nick)?.account ?? null;
  for (const [command, numeric] of [['WHOIS', '311'], ['WHOWAS', '314']] as const) {
    const answer = await core.session.request(command, [nick], { urgent: true });
    if (answer.kind !== 'answer') return null;
    const lines = lines_of(answer.items);
    const found = lines.find((line) => line.command === numeric);
    if (found === undefined) continue;
    const told = lines.find((line) => line.command === '330')?.params[2];
    const [, , user = '', host = ''] = found.params;
    return { nick, user, host, account: told ?? account };
  }
  return { nick, user: '', host: '', account };
}

export async function bans(core: Core, room: ConversationState):
Promise<Answer<readonly BanEntry[]>> {
  const answer = await core.session.request('MODE', [room.name, '+b'], { urgent: true });
  const outcome = outcome_of(answer);
  if (answer.kind !== 'answer' || !outcome.ok) {
    return outcome.ok ? refuse('no_answer') : outcome;
  }
  const why = first_refusal(answer.items);
  if (why !== null) return { ok: false, why };
  const entries = lines_of(answer.items).filter((line) => line.command === '367');
  const value = entries.slice(0, entries_max).map((line) => ({
    mask: clean_line(line.params[2] ?? ''),
    by: clean_line(line.params[3] ?? ''),
    at_ms: (Number.parseInt(line.params[4] ?? '', 10) || 0) * 1000,
  }));
  return { ok: true, value };
}

/** '*' is any run of characters, '?' one of them. */
export function mask_matches(mask: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let behind_star = 0;
  for (let i = 0; i < text.length;) {
    if (mask[at] === '*') {
      star = at++;
      behind_star = i;
    } else if (at < mask.length && (mask[at] === '?' || mask[at] === text[i])) {
      ++at;
      ++i;
    } else if (star >= 0) {
      at = star + 1;
      i = ++behind_star;
    } else return false;
  }
  return /^\**$/.test(mask.slice(at));
}

type Hit = 'none' | 'this_one' | 'wide';

/** 'wide': it hits others too, so that it is not lifted for one. */
export function hit_of(core: Core, entry: string, who: Whereabouts): Hit {
  if (entry.length > mask_chars_max) return 'none';
  const matches = (mask: string, text: string): boolean =>
    mask_matches(core.facts.fold(mask), core.facts.fold(text));
  const account = /^(?:a|account):(.*)$/i.exec(entry)?.[1];
  if (account !== undefined) {
    if (who.account === null || !matches(account, who.account)) return 'none';
    return /[*?]/.test(account) ? 'wide' : 'this_one';
  }
  const parts = /^([^!@]*)!([^!@]*)@(.*)$/.exec(entry);
  const [, nick, user, host] = parts ?? [];
  if (nick === undefined || user === undefined || host === undefined) return 'none';
  const is_hit = matches(nick, who.nick)
    && (user === '*' || matches(user, who.user)) && (host === '*' || matches(host, who.host));
  if (!is_hit) return 'none';
  const names_one = [nick, host].some((part) => !/[*?]/.test(part));
  return names_one ? 'this_one' : 'wide';
}

export async function restrictions(core: Core, room: ConversationState, nick: string):
Promise<Answer<Restrictions>> {
  const listed = await bans(core, room);
  if (!listed.ok) return listed;
  const found = { bans: [] as string[], mutes: [] as string[], is_wide: false };
  if (listed.value.length === 0) return { ok: true, value: found };
  const who = await whereabouts(core, room, nick);
  if (who === null) return refuse('no_answer');
  for (const { mask } of listed.value) {
    const muted = /^m:(.*)$/i.exec(mask)?.[1];
    const hit = hit_of(core, muted ?? mask, who);
    if (hit === 'wide') found.is_wide = true;
    if (hit === 'this_one') (muted === undefined ? found.bans : found.mutes).push(mask);
  }
  return { ok: true, value: found };
}

/** All that hits this one alone; where more hits them, says so. */
export async function lift(
  core: Core, room: ConversationState, nick: string, what: 'ban' | 'mute',
): Promise<Outcome> {
  const answer = await restrictions(core, room, nick);
  if (!answer.ok) return answer;
  const { bans: banned, mutes, is_wide } = answer.value;
  const masks = what === 'ban' ? banned : mutes;
  for (const mask of masks) {
    const lifted = outcome_of(
      await core.session.request('MODE', [room.name, '-b', mask], { urgent: true }));
    if (!lifted.ok) return lifted;
  }
  if (is_wide) return refuse('wide_restriction');
  return masks.length > 0 ? { ok: true } : refuse('not_restricted');
}
