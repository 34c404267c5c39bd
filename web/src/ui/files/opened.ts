/** Enciphered files that have been opened, so that each is fetched once while it is looked at. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../../chat/contract';
import type { OpenFault } from '../../files/opening';
import { use_view } from '../view';
import type { SharedFile } from './shared_file';

export type Opened =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly address: string }
  | { readonly kind: 'fault'; readonly fault: OpenFault };

interface Kept {
  now: Opened;
  readonly done: Promise<Opened>;
  readonly bytes: number;
}

const BYTES_MAX = 128 * 2 ** 20;
const COUNT_MAX = 60;
/** The one looked at last stands last. */
const kept = new Map<string, Kept>();

const key_of = ({ link }: SharedFile): string => `${link.url} ${link.key?.join() ?? ''}`;

async function open({ link, href, type }: SharedFile): Promise<Opened> {
  try {
    if (link.key === null) return { kind: 'open', address: href };
    const [{ fetch_file, open_file }, { in_worker }] = await Promise.all([
      import('../../files/opening'), import('../../files/workshop'),
    ]);
    const result = await open_file({
      url: href, key: link.key, size: link.size ?? 0, type: type || 'application/octet-stream',
      get: fetch_file, cipher: in_worker,
    });
    if (!result.ok) return { kind: 'fault', fault: result.fault };
    return { kind: 'open', address: URL.createObjectURL(result.file) };
  } catch {
    return { kind: 'fault', fault: 'unreachable' };
  }
}

function let_go(): void {
  let bytes = [...kept.values()].reduce((sum, each) => sum + each.bytes, 0);
  for (const [key, { now, bytes: of_it }] of kept) {
    if (kept.size <= 1 || (bytes <= BYTES_MAX && kept.size <= COUNT_MAX)) return;
    if (now.kind === 'opening') continue;
    kept.delete(key);
    bytes -= of_it;
    if (now.kind === 'open') URL.revokeObjectURL(now.address);
  }
}

function find(file: SharedFile): Kept {
  const key = key_of(file);
  let found = kept.get(key);
  if (found === undefined || found.now.kind === 'fault') {
    const done = open(file);
    const made: Kept = { now: { kind: 'opening' }, done, bytes: file.link.size ?? 0 };
    void done.then((opened) => { made.now = opened; });
    found = made;
  }
  kept.delete(key);
  kept.set(key, found);
  let_go();
  return found;
}

/** Null while it is not wanted. `tries`: with each it is asked for again. */
function use_opened(file: SharedFile, is_wanted: boolean, tries: number): Opened | null {
  const is_clear = file.link.key === null;
  const known = is_clear ? null : kept.get(key_of(file))?.now ?? null;
  const [opened, set_opened] = useState<Opened | null>(known?.kind === 'open' ? known : null);
  const key = key_of(file);
  useEffect(() => {
    if (is_clear || !is_wanted || opened?.kind === 'open') return undefined;
    let is_here = true;
    set_opened({ kind: 'opening' });
    void find(file).done.then((now) => { if (is_here) set_opened(now); });
    return () => { is_here = false; };
  }, [key, is_wanted, tries]);
  if (is_clear) return is_wanted ? { kind: 'open', address: file.href } : null;
  return opened;
}

export interface Shown {
  /** Null while it is not wanted. */
  readonly opened: Opened | null;
  /** For the key of what shows it, which asks for the same address once more. */
  readonly tries: number;
  /** The browser could not show it. */
  readonly failed: () => void;
  readonly again: () => void;
}

/** A file in its place. What was not loaded is tried again when the connection is back. */
export function use_shown(file: SharedFile, is_wanted: boolean): Shown {
  const { chat } = use_view();
  const [tries, set_tries] = useState(0);
  const [fault, set_fault] = useState<OpenFault | null>(null);
  const latest = useRef(tries);
  latest.current = tries;
  const found = use_opened(file, is_wanted, tries);
  const opened: Opened | null = fault === null ? found : { kind: 'fault', fault };
  const again = () => {
    set_fault(null);
    set_tries(latest.current + 1);
  };
  const failed = () => {
    set_fault('unreachable');
    void why_not_shown(file).then((why) => { if (latest.current === tries) set_fault(why); });
  };
  const may_come = opened?.kind === 'fault' && opened.fault === 'unreachable';
  useEffect(() => (may_come ? when_ready(chat, again) : undefined), [may_come]);
  return { opened, tries, failed, again };
}

async function why_not_shown({ link, href }: SharedFile): Promise<OpenFault> {
  if (link.key !== null) return 'damaged';
  try {
    return await (await import('../../files/opening')).why_not_shown(href);
  } catch {
    return 'unreachable';
  }
}

/** Once the connection is there again. */
export function when_ready(chat: Pick<Chat, 'link' | 'subscribe'>, run: () => void): () => void {
  let was_ready = chat.link.kind === 'ready';
  return chat.subscribe(() => {
    const is_ready = chat.link.kind === 'ready';
    if (is_ready && !was_ready) run();
    was_ready = is_ready;
  });
}

/** To be saved: a file in clear by its own address, which the server offers under its name. */
export async function save(file: SharedFile, name: string): Promise<OpenFault | null> {
  const opened = file.link.key === null
    ? { kind: 'open', address: file.href } as const : await find(file).done;
  if (opened.kind !== 'open') return opened.kind === 'fault' ? opened.fault : 'unreachable';
  const link = document.createElement('a');
  link.href = opened.address;
  link.download = name;
  link.click();
  return null;
}
