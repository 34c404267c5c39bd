import { parse_file_link } from '../../files/link';
import { visible } from '../../text/visible';
import { words } from '../../words';

/** What is said of a file where its line is told in words: never its address, which may hold its
 * key. Null: the text is no file that says what it is. */
export function file_words(text: string): string | null {
  if (!text.startsWith('http') || !text.includes('#')) return null;
  const link = parse_file_link(text);
  if (link === null) return null;
  const { key, name, extent, size } = link;
  if (key === null && extent === null && (name === '' || size === null)) return null;
  const w = words().files;
  const is_film = /^video\//.test(link.type) || /\.(?:mp4|webm)$/.test(link.url);
  const what = is_film ? w.film : extent === null ? w.unnamed : w.picture;
  return name === '' ? what : `${what}: ${visible(name)}`;
}
