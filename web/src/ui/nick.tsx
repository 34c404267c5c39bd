import type { JSX } from 'preact';
import { visible } from '../text/visible';

const COLOURS = 10;

/** The same nick has the same colour everywhere, however it is spelled in capitals. */
export function nick_colour(nick: string): number {
  let hash = 2166136261;
  for (const character of nick.toLowerCase()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  }
  return (hash >>> 0) % COLOURS;
}

export function Nick({ nick, class: extra = '' }: { nick: string; class?: string }): JSX.Element {
  return (
    <bdi class={`nick ${extra}`} data-hue={nick_colour(nick)}>
      {visible(nick)}
    </bdi>
  );
}

/** The nick's first letter on its colour, drawn by the styles: the name stands beside it. */
export function Monogram({ nick, small = false }: { nick: string; small?: boolean }): JSX.Element {
  const letter = [...visible(nick).replace(/^[^\p{L}\p{N}]+/u, '')][0] ?? nick[0] ?? '?';
  return (
    <span
      class={small ? 'monogram small' : 'monogram'}
      data-hue={nick_colour(nick)}
      data-letter={letter.toUpperCase()}
      aria-hidden="true"
    />
  );
}
