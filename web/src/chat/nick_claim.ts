// A guest under the name of somebody's account: the server lets them have it for a while, and then
// calls them otherwise.

import type { Core } from './core';

export function claim_ends(core: Core): void {
  if (core.nick_claim === null) return;
  core.nick_claim = null;
  core.changed();
}

/** Unasked, as it does to a guest of such a name. What it says is for people: it is asked. */
export function service_has_spoken(core: Core, notice_id: string): void {
  core.claim_notice = notice_id;
  if (core.session.is_ready && core.nick_claim === null) look_for_claim(core);
}

/** After a greeting: what was said before it is over has not been asked about yet. */
export function look_for_claim(core: Core): void {
  const { claim_notice } = core;
  core.claim_notice = null;
  if (claim_notice !== null && core.account === null) void ask(core, claim_notice);
}

async function ask(core: Core, notice_id: string): Promise<void> {
  const { nick } = core.session;
  const { ask_service } = await import('./services');
  const answer = await ask_service(core, 'NS', ['INFO', nick]);
  const is_of_account = answer.ok && answer.value.some(({ code }) => code === 'ACCOUNT');
  if (!is_of_account || core.account !== null || core.session.nick !== nick) return;
  // It says how to log in elsewhere; here there is a button.
  core.notices.drop(notice_id);
  core.nick_claim = { kind: 'warned', wanted: nick };
  core.changed();
}

/** We are called otherwise. What we have not asked for is not undone by asking for the old name. */
export function name_changed(core: Core, from: string, to: string): void {
  const { nick_claim } = core;
  if (core.nick_is_changing || core.account !== null) return claim_ends(core);
  core.is_called(to);
  if (nick_claim?.wanted === from) {
    if (core.claim_notice !== null) core.notices.drop(core.claim_notice);
    core.claim_notice = null;
    core.nick_claim = { kind: 'renamed', wanted: from, nick: to };
  }
}
