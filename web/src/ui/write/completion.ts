/** What may be completed before the caret, and what becomes of the text: no walk over any list. */
export type CompletionKind = 'nick' | 'room' | 'emoji' | 'command';

export interface Wanted {
  readonly kind: CompletionKind;
  /** Without its mark (@ # : /). */
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
  /** With a mark of its own the suggestions show up unasked. */
  readonly is_marked: boolean;
}

export interface Suggestion {
  readonly kind: CompletionKind;
  /** What is shown. */
  readonly label: string;
  /** What is written. */
  readonly text: string;
  readonly note: string;
}

const WORD_MAX = 64;

function word_before(text: string, caret: number): { word: string; from: number } {
  let from = caret;
  while (from > 0 && caret - from <= WORD_MAX && !/\s/u.test(text[from - 1] ?? ' ')) from -= 1;
  return { word: text.slice(from, caret), from };
}

export function wanted_at(text: string, caret: number): Wanted | null {
  const { word, from } = word_before(text, caret);
  if (word === '' || word.length > WORD_MAX) return null;
  const to = caret;
  const mark = word[0];
  if (mark === '/' && from === 0 && /^\/[a-z]*$/i.test(word)) {
    return { kind: 'command', prefix: word.slice(1).toLowerCase(), from, to, is_marked: true };
  }
  if (mark === '#') return { kind: 'room', prefix: word, from, to, is_marked: word.length > 1 };
  const colon = /(?:^|[^\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,30})$/u.exec(word);
  if (colon) {
    const prefix = colon[1] ?? '';
    return { kind: 'emoji', prefix, from: to - prefix.length - 1, to, is_marked: true };
  }
  if (mark === '@') return { kind: 'nick', prefix: word.slice(1), from, to, is_marked: true };
  if (mark === '/') return null;
  return { kind: 'nick', prefix: word, from, to, is_marked: false };
}

export interface Completed {
  readonly text: string;
  readonly caret: number;
}

/** The text with the suggestion in the place of the word. */
export function complete(text: string, wanted: Wanted, suggestion: Suggestion): Completed {
  const before = text.slice(0, wanted.from);
  const after = text.slice(wanted.to);
  const is_start = before.trim() === '' && !before.includes('\n');
  let written = suggestion.text;
  if (suggestion.kind === 'nick') written += is_start ? ': ' : ' ';
  else written += ' ';
  const rest = after.startsWith(' ') ? after.slice(1) : after;
  return { text: before + written + rest, caret: before.length + written.length };
}

/** The next of a list that is gone round. */
export function around(index: number, count: number, step: number): number {
  return count === 0 ? -1 : (index + step + count) % count;
}
