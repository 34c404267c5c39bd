/**
 * Characters that change how text looks without being seen. In names and links they could make
 * one thing look like another, so there each is shown by its number.
 */
const UNSEEN = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160' +
    '\\u17b4\\u17b5\\u180b-\\u180f' +
    '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0' +
    '\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}]',
  'gu',
);

/** What may follow an emoji inside a name without being shown: the variation selector. */
const AFTER_EMOJI = /(\p{Extended_Pictographic})\ufe0f/gu;

function number_of(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** The text with every unseen character shown by its number, for nicks, rooms and links. */
export function visible(text: string): string {
  if (!UNSEEN.test(text)) return text;
  UNSEEN.lastIndex = 0;
  return text.replace(AFTER_EMOJI, '$1').replace(UNSEEN, number_of);
}

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text of a line without what no font draws; line feeds and tabs stay. */
export function without_controls(text: string): string {
  return text.replace(CONTROLS, '');
}
