// Another password for whoever has forgotten theirs. Nobody has to be here for it: where there is
// no connection it takes one of its own, under a name that means nobody, and ends it.

import { Session, type SessionParts } from '../irc/session';
import type { Outcome, ResetWish } from './contract';
import type { Core } from './core';
import { forget_server_password, refusal_of_session } from './link_refusal';
import { refuse } from './refusal';
import { ask_over, done_in } from './services';

const is_word = (word: string): boolean => word !== '' && !/[\s\0]|^:/.test(word);

export async function mail_reset_code(core: Core, parts: SessionParts, account: string):
Promise<Outcome> {
  if (!is_word(account)) return refuse('bad_account_name');
  const sent = await as_somebody(core, parts, async (session) =>
    done_in(await ask_over(session, 'NS', ['RESETPASS', account]), 'CODE_SENT'));
  const has_no_mail = !sent.ok && sent.why.code === 'not_allowed';
  return has_no_mail ? refuse('no_mail', sent.why.text) : sent;
}

export async function reset_password(core: Core, parts: SessionParts, wish: ResetWish):
Promise<Outcome> {
  const { account, code, password } = wish;
  if (!is_word(account)) return refuse('bad_account_name');
  if (!is_word(code)) return refuse('bad_code');
  if (!is_word(password)) return refuse(password === '' ? 'weak_password' : 'bad_password');
  return as_somebody(core, parts, async (session) =>
    done_in(await ask_over(session, 'NS', ['RESETPASS', account, code, password])));
}

function as_somebody(core: Core, parts: SessionParts, deed: (session: Session) => Promise<Outcome>):
Promise<Outcome> {
  if (core.session.is_ready) return deed(core.session);
  const nick = `new${Math.floor(Math.random() * 1e6)}`;
  const { server_password } = core;
  let is_asked = false;
  return new Promise((resolve) => {
    const end = (outcome: Outcome): void => {
      resolve(outcome);
      session.stop('');
    };
    const session = new Session(parts, {
      state_changed: (state) => {
        if (state.kind === 'ready') {
          is_asked = true;
          void deed(session).then(end);
        }
        // Lost after the wish was sent, it may have been carried out.
        if (state.kind === 'waiting') end(refuse(is_asked ? 'in_doubt' : 'offline'));
        if (state.kind !== 'refused') return;
        end({ ok: false, why: refusal_of_session(state, core) });
        if (state.why === 'password') forget_server_password(core);
      },
      item: () => undefined,
      identity: () => ({ nick, login: null, server_password }),
    });
    session.start();
  });
}
