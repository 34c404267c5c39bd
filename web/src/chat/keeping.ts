// Rooms that ChanServ keeps for their founder while nobody is in them.

import { parse_time } from '../irc/message';
import { clean_name } from './clean';
import type { Answer, Outcome, RoomKeeping } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { refuse } from './refusal';

export async function keeping(core: Core, room: ConversationState): Promise<Answer<RoomKeeping>> {
  const { ask_service } = await import('./services');
  const answer = await ask_service(core, 'CS', ['INFO', room.name]);
  if (!answer.ok) return answer;
  const fact = (code: string): string | undefined =>
    answer.value.find((each) => each.code === code)?.facts[0];
  const founder = fact('FOUNDER');
  if (founder !== undefined) {
    const since_ms = parse_time(fact('REGISTERED') ?? '') ?? 0;
    return { ok: true, value: { is_kept: true, founder: clean_name(founder), since_ms } };
  }
  const is_not = answer.value.some(({ code }) => code === 'NOT_REGISTERED');
  return is_not ? { ok: true, value: { is_kept: false } } : refuse('not_supported');
}

export async function keep(core: Core, room: ConversationState): Promise<Outcome> {
  const { wish_of_service } = await import('./services');
  return wish_of_service(core, 'CS', ['REGISTER', room.name]);
}
