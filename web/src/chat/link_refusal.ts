// Why no connection became a session, and why one has ended for good.

import type { SessionState } from '../irc/session';
import { clean_line } from './clean';
import type { Refusal, RefusalCode } from './contract';
import type { Core } from './core';
import { refusal_by_code } from './refusal';

export function refusal_of_session(state: SessionState & { kind: 'refused' }, core: Core): Refusal {
  const { text } = state;
  switch (state.why) {
    case 'login': return refusal_of_login(state, core);
    case 'login_impossible': return { code: 'not_supported', text };
    case 'nick_taken': return { code: 'nick_taken', text };
    case 'nick_invalid': return { code: 'nick_invalid', text };
    case 'banned': return { code: 'banned', text, detail: reason_in(text) };
    case 'password':
      return { code: core.server_password ? 'wrong_server_password' : 'server_password', text };
    case 'account_required': return { code: 'account_required', text };
    case 'no_capabilities': return { code: 'protocol', text };
    case 'killed':
      return { code: ended_by[state.code] ?? 'killed', text, detail: clean_line(text) };
  }
}

/** What was wrong is not tried again; what waits in the conversations is not lost. */
export function forget_server_password(core: Core): void {
  core.needs_server_password = true;
  core.server_password = '';
  core.kept.keep_server_password('');
}

/** Of an ERROR; what is not here was an operator's KILL. */
const ended_by: Readonly<Record<string, RefusalCode>> = {
  'K-lined': 'banned', 'D-lined': 'banned',
  'The account is gone': 'account_gone', 'Your account is suspended': 'suspended',
};

/** What an operator has written stands behind the server's own words. */
const reason_in = (text: string): string =>
  clean_line(/^(?:SASL[^:]*: )?[^:]*: (.*)$/.exec(text)?.[1] ?? '');

function refusal_of_login(state: SessionState & { kind: 'refused' }, core: Core): Refusal {
  const { text } = state;
  const code = login_code(state.code, core);
  if (code === 'suspended') return { code, text, detail: reason_in(text) };
  const account = core.kept.login?.account;
  return code === 'wrong_token' && account !== undefined
    ? { code, text, detail: account } : { code, text };
}

function login_code(word: string, core: Core): Refusal['code'] {
  const code = refusal_by_code(word);
  if (code !== 'other') return code;
  return core.start?.kind === 'account' ? 'wrong_password' : 'wrong_token';
}
