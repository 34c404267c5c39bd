/** What stands in the search field as a question: words, with from: in: before: after: there. */
import type { Line, Row, SearchQuery } from '../../chat/contract';
import { without_formatting } from '../../text/format';

const KEYS = /(?:^|\s)(from|in|before|after|de|en|antes|desde):(\S+)/giu;

const NAMES: Readonly<Record<string, 'from' | 'in' | 'before' | 'after'>> = {
  from: 'from',
  de: 'from',
  in: 'in',
  en: 'in',
  before: 'before',
  antes: 'before',
  after: 'after',
  desde: 'after',
};

export function read_query(typed: string): SearchQuery {
  const query: { -readonly [K in keyof SearchQuery]: SearchQuery[K] } = { text: '' };
  const left = typed.replace(KEYS, (whole, key: string, value: string) => {
    const name = NAMES[key.toLowerCase()];
    if (name === 'from') query.from = value.replace(/^@/, '');
    else if (name === 'in') query.in = value;
    else {
      const at_ms = new Date(`${value}T00:00:00`).getTime();
      if (Number.isNaN(at_ms)) return whole;
      if (name === 'before') query.before_ms = at_ms;
      else query.after_ms = at_ms;
    }
    return ' ';
  });
  query.text = left.replace(/\s+/g, ' ').trim();
  return query;
}

export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** In a ciphered conversation the server finds nothing: the lines held here are looked through. */
export function search_held(rows: readonly Row[], query: SearchQuery, count_max: number): Line[] {
  const wanted = folded(query.text).split(' ').map((w) => w.replace(/[*"]/g, '')).filter(Boolean);
  const from = query.from?.toLowerCase();
  const found: Line[] = [];
  for (let i = rows.length - 1; i >= 0 && found.length < count_max; i -= 1) {
    const row = rows[i];
    if (row?.kind !== 'line' || row.text === '') continue;
    if (from !== undefined && row.sender.toLowerCase() !== from) continue;
    if (query.before_ms !== undefined && row.at_ms >= query.before_ms) continue;
    if (query.after_ms !== undefined && row.at_ms < query.after_ms) continue;
    const text = folded(without_formatting(row.text));
    if (wanted.every((word) => text.includes(word))) found.push(row);
  }
  return found;
}

/** A piece of the text with the first word that was looked for in it, and what of it to mark. */
export function excerpt(text: string, query: string): readonly { text: string; is_hit: boolean }[] {
  const plain = without_formatting(text).replace(/\s+/g, ' ');
  const first = folded(query).split(' ')[0]?.replace(/[*"]/g, '') ?? '';
  // Folding keeps the length of all but rare letters; where it does not, nothing is marked.
  const low = folded(plain);
  const at = first === '' || low.length !== plain.length ? -1 : low.indexOf(first);
  if (at < 0) return [{ text: plain.slice(0, 240), is_hit: false }];
  const begin = Math.max(0, at - 80);
  return [
    { text: (begin > 0 ? '…' : '') + plain.slice(begin, at), is_hit: false },
    { text: plain.slice(at, at + first.length), is_hit: true },
    { text: plain.slice(at + first.length, at + 200), is_hit: false },
  ];
}
