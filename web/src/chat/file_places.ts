// Where files are sent to and fetched from. The page came from this server, whatever name it was
// asked for by; what is announced has the server's own name.

import type { Core } from './core';

export interface FilePlaces {
  /** As the server says it: what is announced is of there. */
  readonly public_url: string;
  /** The same, asked where the page came from. */
  readonly here_url: string;
}

/** Null: this server takes no files. */
export function file_places(core: Core, page_root: string): FilePlaces | null {
  const told = core.facts.token('draft/FILEHOST') ?? core.facts.token('soju.im/FILEHOST');
  if (told === undefined || told === '' || page_root === '') return null;
  try {
    const url = new URL(told);
    if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.hash !== '') return null;
    const page = new URL(page_root);
    const is_here = url.origin === page.origin;
    return { public_url: url.href, here_url: is_here ? url.href : new URL('upload', page).href };
  } catch {
    return null;
  }
}
