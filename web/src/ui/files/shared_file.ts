/**
 * A line that is nothing but the URL of a file of this server. Only such a file is fetched without
 * being asked for; any other address is a link like all links.
 */
import type { FileRoots } from '../../chat/contract';
import { parse_file_link, type FileLink } from '../../files/link';

export type FileKind = 'image' | 'video' | 'audio' | 'other';

export interface SharedFile {
  readonly link: FileLink;
  /** To be asked where the page came from. */
  readonly href: string;
  readonly kind: FileKind;
  /** One of ours; empty for all that is not shown in place. */
  readonly type: string;
  /** Empty: it has none. */
  readonly name: string;
}

/** What a browser shows and never runs, as the server has it in its names. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif', avif: 'image/avif',
  mp4: 'video/mp4', webm: 'video/webm',
  mp3: 'audio/mpeg', aac: 'audio/aac', ogg: 'audio/ogg', flac: 'audio/flac', wav: 'audio/wav',
  m4a: 'audio/mp4', weba: 'audio/webm',
};
const SHOWN = new Set(Object.values(TYPES));

const FILE = /^files\/[0-9a-f]{32}(?:\.([a-z0-9]{1,5})|\/([!-~]{1,480}))?$/;

export function shared_file(text: string, roots: FileRoots | null): SharedFile | null {
  if (roots === null || !text.startsWith('http') || text.length > 2_000) return null;
  const link = parse_file_link(text);
  if (link === null) return null;
  const root = [roots.public, roots.here].find((each) => link.url.startsWith(each));
  if (root === undefined) return null;
  const path = link.url.slice(root.length);
  const [whole, extension = '', name = ''] = FILE.exec(path) ?? [];
  // What a browser would take for another path is no file.
  if (whole === undefined || /[?\\]|\.\.|\/\//.test(name)) return null;
  const type = link.key === null ? TYPES[extension] ?? '' : link.type;
  const is_shown = SHOWN.has(type);
  return {
    link, href: roots.here + path, name: link.name,
    kind: is_shown ? type.slice(0, type.indexOf('/')) as FileKind : 'other',
    type: is_shown ? type : '',
  };
}

const BOX = { width: 360, height: 320 };
const UNKNOWN = { width: 240, height: 180 };

/** The place of a picture or film on the page, known before it has come. */
export function shown_extent({ link }: SharedFile): { width: number; height: number } {
  const { extent } = link;
  if (extent === null) return UNKNOWN;
  const scale = Math.min(1, BOX.width / extent.width, BOX.height / extent.height);
  const side = (pixels: number): number => Math.max(24, Math.round(pixels * scale));
  return { width: side(extent.width), height: side(extent.height) };
}
