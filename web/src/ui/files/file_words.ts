import { parse_file_link } from '../../files/link';
import { visible } from '../../text/visible';
import { words } from '../../words';

export interface FileLabel {
  readonly what: string;
  /** Empty: it has none. */
  readonly name: string;
}

/** What is said of a file where its line is told in words: never its address, which may hold its
 * key. Null: the text is no file that says what it is. */
export function file_words(text: string): string | null {
  const label = file_label(text);
  if (label === null) return null;
  return label.name === '' ? label.what : `${label.what}: ${label.name}`;
}

export function file_label(text: string): FileLabel | null {
  if (!text.startsWith('http') || !text.includes('#')) return null;
  const link = parse_file_link(text);
  if (link === null) return null;
  const { key, name, extent, size } = link;
  if (key === null && extent === null && (name === '' || size === null)) return null;
  const w = words().files;
  const is_film = /^video\//.test(link.type) || /\.(?:mp4|webm)$/.test(link.url);
  const what = is_film ? w.film : extent === null ? w.unnamed : w.picture;
  return { what, name: visible(name) };
}
