// Each upload has a token of its own, which shows the server who sends it.

import { lines_of } from '../irc/labels';
import type { Answer, Refusal, RefusalCode } from './contract';
import type { ConversationState } from './conversation';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';

/** The server forgets one after ten minutes. */
const fresh_ms = 8 * 60_000;

/** What these codes mean where a file is to be sent. */
const codes: Partial<Record<RefusalCode, RefusalCode>> = {
  password_in_clear: 'files_in_clear', not_allowed: 'no_files_here', moderated: 'no_files_here',
};

export async function ask_token(core: Core, conversation: ConversationState):
Promise<Answer<string>> {
  const params = ['GENERATE', 'FILEHOST', conversation.name];
  const response = await core.session.request('TOKEN', params, { urgent: true });
  const outcome = outcome_of(response);
  if (!outcome.ok) return { ok: false, why: as_of_files(outcome.why) };
  const lines = response.kind === 'answer' ? lines_of(response.items) : [];
  const token = lines.find(({ command, params: [word] }) =>
    command === 'TOKEN' && word === 'GENERATE')?.params.at(-1);
  const is_token = token !== undefined && /^[A-Za-z0-9._~+/=-]{16,512}$/.test(token);
  return is_token ? { ok: true, value: token } : refuse('not_supported');
}

function as_of_files(why: Refusal): Refusal {
  return { ...why, code: codes[why.code] ?? why.code };
}

/** One may be asked for before there is a file, to know whether there may be one. */
export class UploadTokens {
  private kept: { readonly token: string; readonly at_ms: number; readonly who: string } | null =
    null;

  constructor(private readonly core: Core, private readonly conversation: ConversationState) {}

  async try_for(): Promise<Answer<string>> {
    const answer = await ask_token(this.core, this.conversation);
    if (answer.ok) {
      this.kept = { token: answer.value, at_ms: Date.now(), who: this.core.who };
    }
    return answer;
  }

  async take(): Promise<Answer<string>> {
    const { kept } = this;
    this.kept = null;
    const is_good = kept !== null && kept.who === this.core.who
      && Date.now() - kept.at_ms < fresh_ms;
    return is_good ? { ok: true, value: kept.token } : ask_token(this.core, this.conversation);
  }
}
