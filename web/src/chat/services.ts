// NickServ and ChanServ, asked with NS and CS, which never become a message to anybody. Their
// sentences are for people; what they mean is in the tag "uvchat/code" (docs/services.md).

import { lines_of, type Response } from '../irc/labels';
import { meaning_of, type Message } from '../irc/message';
import type { Session } from '../irc/session';
import { clean_line } from './clean';
import type { Answer, Outcome, Refusal } from './contract';
import type { Core } from './core';
import { outcome_of, refusal_by_code, refuse } from './refusal';

/** A password takes its time. */
const silence_ms = 60_000;

/** A line of a service: "DEVICE", ["3", "2026-11-26T15:30:00Z", "my", "phone"]; how it reads. */
export interface Said {
  readonly code: string;
  readonly facts: readonly string[];
  readonly text: string;
}

export function said_in(message: Message): Said | null {
  if (message.command !== 'NOTICE') return null;
  return { ...meaning_of(message), text: clean_line(message.params[1] ?? '') };
}

export function said_by_service(response: Response): Said[] {
  if (response.kind !== 'answer') return [];
  return lines_of(response.items).map(said_in).filter((said) => said !== null);
}

export function why_of(said: readonly Said[]): Refusal {
  const [first] = said;
  if (first === undefined) return { code: 'other', text: '' };
  return { code: refusal_by_code(first.code), text: first.text.replace(/^Refused: /, '') };
}

export function ask_service(core: Core, service: 'NS' | 'CS', words: readonly string[]):
Promise<Answer<readonly Said[]>> {
  return ask_over(core.session, service, words);
}

export async function ask_over(session: Session, service: 'NS' | 'CS', words: readonly string[]):
Promise<Answer<readonly Said[]>> {
  const response = await session.request(service, words, { urgent: true, silence_ms });
  const outcome = outcome_of(response);
  return outcome.ok ? { ok: true, value: said_by_service(response) } : outcome;
}

export async function wish_of_service(
  core: Core, service: 'NS' | 'CS', words: readonly string[],
): Promise<Outcome> {
  return done_in(await ask_service(core, service, words));
}

/** `code`: with which the service says that it is done. */
export function done_in(answer: Answer<readonly Said[]>, code = 'DONE'): Outcome {
  if (!answer.ok) return answer;
  if (answer.value.some((said) => said.code === code)) return { ok: true };
  const why = why_of(answer.value);
  return refuse(why.code, why.text);
}
