// The files that the account has sent, told by the server.

import { lines_of } from '../irc/labels';
import { parse_time } from '../irc/message';
import { clean_line } from './clean';
import type { Answer, Outcome, OwnFiles } from './contract';
import type { Core } from './core';
import { outcome_of, refuse } from './refusal';

type OwnFile = OwnFiles['files'][number];

const number_in = (text: string): number => Number.parseInt(text, 10) || 0;

function file_of(params: readonly string[]): OwnFile {
  const [, url = '', bytes = '', , made = '', until = '', name = ''] = params;
  return {
    url: clean_line(url, 1_000), bytes: number_in(bytes),
    made_ms: parse_time(made) ?? 0, until_ms: parse_time(until) ?? 0, name: clean_line(name, 200),
  };
}

function unfinished_of(params: readonly string[]): OwnFile {
  const [, id = '', come = '', bytes = '', until = '', name = ''] = params;
  return {
    url: clean_line(id, 100), bytes: number_in(bytes), come: number_in(come),
    made_ms: 0, until_ms: parse_time(until) ?? 0, name: clean_line(name, 200),
  };
}

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
  const rows = (what: string, row: (params: readonly string[]) => OwnFile): OwnFile[] =>
    told.filter(({ params }) => params[0] === what).map(({ params }) => row(params));
  const files = [...rows('UPLOAD', unfinished_of), ...rows('FILE', file_of)];
  return { ok: true, value: { files, next: /^[0-9a-f]{32}$/.test(end) ? end : null } };
}

export async function delete_file(core: Core, url: string): Promise<Outcome> {
  if (/[\s,]|^:|^$/.test(url)) return refuse('not_found');
  return outcome_of(await core.session.request('FILES', ['DELETE', url], urgent));
}
