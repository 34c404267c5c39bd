// The files that the account has sent, told by the server.

import { lines_of } from '../irc/labels';
import { parse_time } from '../irc/message';
import { clean_line } from './clean';
import type { Answer, Outcome, OwnFiles } from './contract';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';

const urgent = { urgent: true } as const;

/** `after`: the `next` of the page before; empty: the first. */
export async function own_files(core: Core, after: string): Promise<Answer<OwnFiles>> {
  const from = after === '' ? [] : ['AFTER', after];
  const response = await core.session.request('FILES', ['LIST', ...from], urgent);
  const outcome = outcome_of(response);
  if (!outcome.ok) return outcome;
  const lines = response.kind === 'answer' ? lines_of(response.items) : [];
  const told = lines.filter(({ command }) => command === 'FILES');
  const end = told.find(({ params }) => params[0] === 'END')?.params[1];
  if (end === undefined) return refuse('other');
  const files = told.filter(({ params }) => params[0] === 'FILE').map(({ params }) => {
    const [, url = '', bytes = '', , made = '', until = '', name = ''] = params;
    return {
      url: clean_line(url, 1_000), bytes: Number.parseInt(bytes, 10) || 0,
      made_ms: parse_time(made) ?? 0, until_ms: parse_time(until) ?? 0, name: clean_line(name, 200),
    };
  });
  return { ok: true, value: { files, next: /^[0-9a-f]{32}$/.test(end) ? end : null } };
}

export async function delete_file(core: Core, url: string): Promise<Outcome> {
  if (/[\s,]|^:|^$/.test(url)) return refuse('not_found');
  return outcome_of(await core.session.request('FILES', ['DELETE', url], urgent));
}
