/** What stands in the search field as a question: words, with from: in: before: after: there. */
import type { Line, Row, SearchQuery } from '../../chat/contract';
import { without_formatting } from '../../text/format';
import { file_label } from '../files/file_words';
import { room_of } from '../first/check';

const KEYS = /(?<=^|\s)(from|in|before|after|de|en|antes|desde):(\S*)/giu;

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

/** What is missing behind a key, or what stands there and is no date. */
export type QueryFault = 'from' | 'in' | 'date';

export interface Asked {
  readonly query: SearchQuery;
  readonly fault: QueryFault | null;
}

export function read_query(typed: string): Asked {
  const query: { -readonly [K in keyof SearchQuery]: SearchQuery[K] } = { text: '' };
  let fault: QueryFault | null = null;
  const left = typed.replace(KEYS, (_, key: string, value: string) => {
    const name = NAMES[key.toLowerCase()];
    if (name === 'from' || name === 'in') {
      const said = name === 'from' ? value.replace(/^@/, '') : value;
      if (said === '') fault ??= name;
      else query[name] = said;
      return ' ';
    }
    const at_ms = new Date(`${value}T00:00:00`).getTime();
    if (Number.isNaN(at_ms)) fault ??= 'date';
    else if (name === 'before') query.before_ms = at_ms;
    else query.after_ms = at_ms;
    return ' ';
  });
  query.text = left.replace(/\s+/g, ' ').trim();
  return { query, fault };
}

/** The server looks for words or for what somebody has said. */
export function can_be_asked({ text, from }: SearchQuery): boolean {
  return text !== '' || from !== undefined;
}

/** People leave out the mark of a room; a name without it may be that of a private chat. */
export function place_named(name: string, is_here: (name: string) => boolean): string {
  return is_here(name) ? name : room_of(name);
}

/** As the server folds: without accents, in small letters. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function words_of(query: string): string[] {
  return folded(query).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** In a ciphered conversation the server finds nothing: the lines held here are looked through. */
export function search_held(rows: readonly Row[], query: SearchQuery, count_max: number): Line[] {
  const wanted = words_of(query.text);
  const from = query.from === undefined ? undefined : folded(query.from);
  const found: Line[] = [];
  for (let i = rows.length - 1; i >= 0 && found.length < count_max; i -= 1) {
    const row = rows[i];
    if (row?.kind !== 'line' || row.text === '') continue;
    if (from !== undefined && folded(row.sender) !== from) continue;
    if (query.before_ms !== undefined && row.at_ms >= query.before_ms) continue;
    if (query.after_ms !== undefined && row.at_ms < query.after_ms) continue;
    const text = folded(file_label(row.text)?.name ?? without_formatting(row.text));
    if (wanted.every((word) => text.includes(word))) found.push(row);
  }
  return found;
}

type Span = readonly [begin: number, end: number];

/** What of the text to mark: the beginnings of words that are looked for. */
export function marks_in(text: string, query: string): readonly Span[] {
  const wanted = words_of(query).sort((a, b) => b.length - a.length);
  let low = '';
  /** Where in the text each letter of `low` comes from. */
  const from: number[] = [];
  let at = 0;
  for (const letter of text) {
    const fold = folded(letter);
    low += fold;
    for (let i = 0; i < fold.length; i += 1) from.push(at);
    at += letter.length;
  }
  const span = (begin: number, length: number): Span =>
    [from[begin] ?? 0, from[begin + length] ?? text.length];
  const spans: Span[] = [];
  for (const { 0: word, index } of low.matchAll(/[\p{L}\p{N}]+/gu)) {
    const found = wanted.find((each) => word.startsWith(each));
    if (found !== undefined) spans.push(span(index, found.length));
  }
  if (spans.length > 0) return spans;
  // Of a ciphered conversation what is inside words is found, too.
  const inside = wanted.find((each) => low.includes(each));
  return inside === undefined ? [] : [span(low.indexOf(inside), inside.length)];
}

const BEFORE = 80;
const LENGTH = 280;

/** A piece of the text around the first word that is found, and what of it to mark. */
export function excerpt(text: string, query: string): readonly { text: string; is_hit: boolean }[] {
  const plain = without_formatting(text).replace(/\s+/g, ' ');
  const marks = marks_in(plain, query);
  const begin = whole_from(plain, Math.max(0, (marks[0]?.[0] ?? 0) - BEFORE));
  const end = whole_from(plain, begin + LENGTH);
  const pieces = [{ text: begin > 0 ? '…' : '', is_hit: false }];
  let at = begin;
  for (const [from, to] of marks) {
    if (to > end) break;
    pieces.push({ text: plain.slice(at, from), is_hit: false });
    pieces.push({ text: plain.slice(from, to), is_hit: true });
    at = to;
  }
  pieces.push({ text: plain.slice(at, end), is_hit: false });
  return pieces.filter((piece) => piece.text !== '');
}

/** No character of two units is cut. */
function whole_from(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at + 1 : at;
}
