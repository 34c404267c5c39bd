// Rooms that ChanServ keeps for their founder while nobody is in them.

import { parse_time } from '../irc/message';
import { clean_name } from './clean';
import type { Answer, Outcome, RefusalCode, RoomKeeping } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { refuse } from './refusal';
import { ask_service, wish_of_service } from './services';

export async function keeping(core: Core, room: ConversationState): Promise<Answer<RoomKeeping>> {
  const answer = await ask_service(core, 'CS', ['INFO', room.name]);
  if (!answer.ok) return answer;
  const word = (of: RegExp): string | undefined =>
    answer.value.map((each) => of.exec(each)?.[1]).find((each) => each !== undefined);
  const founder = word(/^Founder: (\S+)$/);
  if (founder !== undefined) {
    const since_ms = parse_time(word(/^Registered: (\S+)$/) ?? '') ?? 0;
    return { ok: true, value: { is_kept: true, founder: clean_name(founder), since_ms } };
  }
  const is_not = answer.value.some((each) => each.endsWith(' is not registered.'));
  return is_not ? { ok: true, value: { is_kept: false } } : refuse('not_supported');
}

function code_of(words: string): RefusalCode {
  if (/Log in first/i.test(words)) return 'not_logged_in';
  if (/channel of the configuration/i.test(words)) return 'room_of_server';
  if (/ is registered/i.test(words)) return 'room_kept_already';
  if (/not an operator/i.test(words)) return 'not_allowed';
  if (/as many channels/i.test(words)) return 'too_many_kept';
  if (/There is no channel/i.test(words)) return 'no_such_room';
  if (/not be stored|later|busy|database/i.test(words)) return 'too_fast';
  return 'other';
}

export function keep(core: Core, room: ConversationState): Promise<Outcome> {
  return wish_of_service(
    core, 'CS', ['REGISTER', room.name], { done: /You are its founder\.$/, code_of });
}
