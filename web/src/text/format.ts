/**
 * IRC formatting (https://modern.ircdocs.horse/formatting): toggles inside the text, as flat runs.
 * A line with many toggles costs no more than its length.
 */
export interface Style {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly mono: boolean;
  readonly reverse: boolean;
  /** 0 to 15, or null for the theme's own. */
  readonly colour: number | null;
  readonly background: number | null;
}

/** From this place of the plain text on, the style holds. */
export interface StyleChange {
  readonly at: number;
  readonly style: Style;
}

export interface Formatted {
  readonly plain: string;
  readonly changes: readonly StyleChange[];
}

export const PLAIN_STYLE: Style = {
  bold: false,
  italic: false,
  underline: false,
  strike: false,
  mono: false,
  reverse: false,
  colour: null,
  background: null,
};

const CHANGES_MAX = 400;
const MARKS = /[\u0002\u0003\u0004\u000f\u0011\u0016\u001d\u001e\u001f]/;
const NUMBERS = /^(\d{1,2})(?:,(\d{1,2}))?/;
const HEXES = /^([0-9a-f]{6})(?:,([0-9a-f]{6}))?/i;

/** The columns of the colours 16 to 87, from red round to pink, as the nearest of the first 16. */
const HUES = [4, 7, 8, 9, 9, 10, 11, 12, 2, 6, 13, 13] as const;

/** The 16 colours a theme has, for a number as clients send it; null is the default one. */
export function theme_colour(number: number): number | null {
  if (number < 16) return number;
  if (number < 88) return HUES[(number - 16) % 12] ?? null;
  if (number < 99) return number < 92 ? 1 : number < 96 ? 14 : 15;
  return null;
}

const BASE = [
  0xffffff, 0x000000, 0x00007f, 0x009300, 0xff0000, 0x7f0000, 0x9c009c, 0xfc7f00, 0xffff00,
  0x00fc00, 0x009393, 0x00ffff, 0x0000fc, 0xff00ff, 0x7f7f7f, 0xd2d2d2,
] as const;

function nearest(hex: string): number {
  const wanted = Number.parseInt(hex, 16);
  let best = 1;
  let best_distance = Number.POSITIVE_INFINITY;
  BASE.forEach((base, index) => {
    let distance = 0;
    for (const shift of [16, 8, 0]) {
      distance += (((base >> shift) & 255) - ((wanted >> shift) & 255)) ** 2;
    }
    if (distance < best_distance) {
      best = index;
      best_distance = distance;
    }
  });
  return best;
}

interface Step {
  readonly style: Style;
  readonly taken: number;
}

function coloured(style: Style, rest: string, pattern: RegExp, of: (t: string) => number | null) {
  const found = pattern.exec(rest);
  if (!found) return { style: { ...style, colour: null, background: null }, taken: 0 };
  const background = found[2] === undefined ? style.background : of(found[2]);
  return { style: { ...style, colour: of(found[1] ?? ''), background }, taken: found[0].length };
}

function step(style: Style, mark: string, rest: string): Step {
  switch (mark) {
    case '\u0002':
      return { style: { ...style, bold: !style.bold }, taken: 0 };
    case '\u001d':
      return { style: { ...style, italic: !style.italic }, taken: 0 };
    case '\u001f':
      return { style: { ...style, underline: !style.underline }, taken: 0 };
    case '\u001e':
      return { style: { ...style, strike: !style.strike }, taken: 0 };
    case '\u0011':
      return { style: { ...style, mono: !style.mono }, taken: 0 };
    case '\u0016':
      return { style: { ...style, reverse: !style.reverse }, taken: 0 };
    case '\u0003':
      return coloured(style, rest, NUMBERS, (t) => theme_colour(Number(t)));
    case '\u0004':
      return coloured(style, rest, HEXES, nearest);
    default:
      return { style: PLAIN_STYLE, taken: 0 };
  }
}

export function parse_formatting(text: string): Formatted {
  if (!MARKS.test(text)) return { plain: text, changes: [] };
  const changes: StyleChange[] = [];
  let plain = '';
  let style = PLAIN_STYLE;
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const mark = text[at] ?? '';
    if (!MARKS.test(mark)) {
      at += 1;
      continue;
    }
    plain += text.slice(from, at);
    const next = step(style, mark, text.slice(at + 1, at + 15));
    style = next.style;
    at += 1 + next.taken;
    from = at;
    // A line that is nothing but toggles is read, but no longer painted beyond this.
    if (changes.length < CHANGES_MAX) changes.push({ at: plain.length, style });
  }
  return { plain: plain + text.slice(from), changes };
}

/** The words alone: for announcements, notifications, quotes and search. */
export function without_formatting(text: string): string {
  return parse_formatting(text).plain;
}
