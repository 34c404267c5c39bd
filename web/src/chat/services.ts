// NickServ and ChanServ, asked with NS and CS, which never become a message to anybody. Their
// sentences are for people: what has become of a wish is known by how they read.

import { lines_of, type Response } from '../irc/labels';
import { clean_line } from './clean';
import type { Answer, Outcome, RefusalCode } from './contract';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';

/** A password takes its time. */
const silence_ms = 60_000;

export interface Sentences {
  /** How one begins that says that it is done. */
  readonly done: RegExp;
  readonly code_of: (words: string) => RefusalCode;
}

export function sentences_of(response: Response): string[] {
  if (response.kind !== 'answer') return [];
  return lines_of(response.items).filter((line) => line.command === 'NOTICE')
    .map((line) => clean_line(line.params[1] ?? ''));
}

export async function ask_service(core: Core, service: 'NS' | 'CS', words: readonly string[]):
Promise<Answer<readonly string[]>> {
  const response = await core.session.request(service, words, { urgent: true, silence_ms });
  const outcome = outcome_of(response);
  return outcome.ok ? { ok: true, value: sentences_of(response) } : outcome;
}

export async function wish_of_service(
  core: Core, service: 'NS' | 'CS', words: readonly string[], { done, code_of }: Sentences,
): Promise<Outcome> {
  const answer = await ask_service(core, service, words);
  if (!answer.ok) return answer;
  if (answer.value.some((each) => done.test(each))) return { ok: true };
  const text = (answer.value[0] ?? '').replace(/^Refused: /, '');
  return refuse(code_of(text), text);
}
