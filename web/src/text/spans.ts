/**
 * A line's text as data: blocks of spans. The page draws them as nodes; nothing of a line ever
 * becomes markup.
 */
import { parse_formatting, PLAIN_STYLE, type Style, type StyleChange } from './format';
import { find_links } from './links';
import { visible, without_controls } from './visible';

export type Span =
  | { readonly kind: 'text'; readonly text: string; readonly style: Style }
  | { readonly kind: 'link'; readonly text: string; readonly href: string; readonly style: Style }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'nick'; readonly text: string; readonly is_me: boolean }
  | { readonly kind: 'room'; readonly text: string };

export type Block =
  | { readonly kind: 'text'; readonly spans: readonly Span[] }
  | { readonly kind: 'quote'; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string };

export interface Surroundings {
  /** One's own nick, as the server has it. */
  readonly me: string;
  /** The spelling of a nick that is here, or null. Called once a word. */
  readonly nick: (word: string) => string | null;
  /** The characters rooms begin with, as in ISUPPORT CHANTYPES. */
  readonly room_marks: string;
}

interface Token {
  readonly from: number;
  readonly to: number;
  readonly span: (style: Style) => Span;
}

const INLINE_CODE = /`([^`\n]{1,400})`/g;
const TOKENS_MAX = 300;
/** Beyond this a text is shown plain: looking for words in it would hold up the page. */
const RICH_MAX = 20_000;
const WORD = /[^\s,:;.!?()<>"'`/@]+/gu;

function code_tokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(INLINE_CODE)) {
    const code = match[1] ?? '';
    const to = match.index + match[0].length;
    tokens.push({ from: match.index, to, span: () => ({ kind: 'code', text: code }) });
  }
  return tokens;
}

function link_tokens(text: string): Token[] {
  return find_links(text).map(({ from, to, text: shown, href }) => ({
    from,
    to,
    span: (style: Style): Span => ({ kind: 'link', text: shown, href, style }),
  }));
}

function word_tokens(text: string, around: Surroundings): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    if (tokens.length >= TOKENS_MAX) break;
    const word = match[0];
    const from = match.index;
    const to = from + word.length;
    if (word.length > 1 && word.length <= 64 && around.room_marks.includes(word[0] ?? ' ')) {
      tokens.push({ from, to, span: () => ({ kind: 'room', text: visible(word) }) });
      continue;
    }
    const nick = word.length <= 64 ? around.nick(word) : null;
    if (nick === null) continue;
    const is_me = nick === around.me;
    const begin = text[from - 1] === '@' ? from - 1 : from;
    const shown = visible(text.slice(begin, to));
    tokens.push({ from: begin, to, span: () => ({ kind: 'nick', text: shown, is_me }) });
  }
  return tokens;
}

/** The first of two that overlap stays: code before links, links before words. */
function without_overlaps(groups: readonly Token[][]): Token[] {
  const kept: Token[] = [];
  for (const group of groups) {
    const before = kept.length;
    for (const token of group) {
      let clash = false;
      for (let i = 0; i < before && !clash; i += 1) {
        const other = kept[i];
        clash = other !== undefined && token.from < other.to && other.from < token.to;
      }
      if (!clash) kept.push(token);
    }
  }
  return kept.sort((a, b) => a.from - b.from).slice(0, TOKENS_MAX);
}

function style_at(changes: readonly StyleChange[], at: number): Style {
  let style = PLAIN_STYLE;
  for (const change of changes) {
    if (change.at > at) break;
    style = change.style;
  }
  return style;
}

function push_text(
  spans: Span[],
  text: string,
  from: number,
  to: number,
  changes: readonly StyleChange[],
) {
  let begin = from;
  for (const change of changes) {
    if (change.at <= begin) continue;
    if (change.at >= to) break;
    const piece = text.slice(begin, change.at);
    spans.push({ kind: 'text', text: piece, style: style_at(changes, begin) });
    begin = change.at;
  }
  if (begin < to) {
    spans.push({ kind: 'text', text: text.slice(begin, to), style: style_at(changes, begin) });
  }
}

/** One paragraph as spans. */
export function spans_of(source: string, around: Surroundings): Span[] {
  const { plain, changes } = parse_formatting(source);
  const spans: Span[] = [];
  const rich = plain.length <= RICH_MAX;
  const groups = rich ? [code_tokens(plain), link_tokens(plain), word_tokens(plain, around)] : [];
  let at = 0;
  for (const token of without_overlaps(groups)) {
    push_text(spans, plain, at, token.from, changes);
    spans.push(token.span(style_at(changes, token.from)));
    at = token.to;
  }
  push_text(spans, plain, at, plain.length, changes);
  return spans.map((span) =>
    span.kind === 'text' ? { ...span, text: without_controls(span.text) } : span,
  );
}

const FENCE = /^\s*```[\w+-]*\s*$/;

/** A whole line, which may have several lines of text: code between fences, quotes, paragraphs. */
export function blocks_of(source: string, around: Surroundings): Block[] {
  if (!source.includes('\n') && !source.startsWith('> ')) {
    return [{ kind: 'text', spans: spans_of(source, around) }];
  }
  const blocks: Block[] = [];
  let kind: Block['kind'] = 'text';
  let held: string[] = [];
  const flush = () => {
    const text = held.join('\n');
    if (kind === 'code') blocks.push({ kind, text: without_controls(text) });
    else if (held.length > 0) blocks.push({ kind, spans: spans_of(text, around) });
    held = [];
  };
  for (const line of source.split('\n')) {
    const is_fence = FENCE.test(line);
    if (is_fence || (kind !== 'code' && (kind === 'quote') !== line.startsWith('> '))) {
      flush();
      if (is_fence) kind = kind === 'code' ? 'text' : 'code';
      else kind = kind === 'quote' ? 'text' : 'quote';
      if (is_fence) continue;
    }
    held.push(kind === 'quote' ? line.slice(2) : line);
  }
  if (kind !== 'code' || held.length > 0) flush();
  return blocks.length > 0 ? blocks : [{ kind: 'text', spans: [] }];
}

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|[\ufe0f\u200d\u{1f3fb}-\u{1f3ff}]|\s){1,30}$/u;

/** A line of one to three emoji is drawn larger. */
export function is_only_emoji(text: string): boolean {
  if (text.length > 30 || !ONLY_EMOJI.test(text)) return false;
  return text.trim() !== '' && [...text.matchAll(/\p{Extended_Pictographic}/gu)].length <= 6;
}
