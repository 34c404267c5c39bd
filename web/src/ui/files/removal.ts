import type { Chat, Line, Outcome, OwnFiles } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import type { Confirm } from '../view';
import { shared_file } from './shared_file';

export type OwnFile = OwnFiles['files'][number];

export function own_name(file: OwnFile): string {
  return file.name === '' ? words().files.unnamed : visible(file.name);
}

/** Asks before a file is taken away: nothing brings it back. */
export function ask_removal(file: OwnFile, remove: () => Promise<Outcome>): Confirm {
  const w = words().files;
  return {
    kind: 'confirm', title: w.remove_title(own_name(file)), action: w.remove, run: remove,
    lead: file.come === undefined ? w.remove_lead : w.remove_unfinished_lead,
  };
}

/** Where the focus goes when row `at` is gone and `count` are left: to the one that has taken its
 * place, or else to the last; -1: there is none. */
export function row_after(at: number, count: number): number {
  return Math.min(at, count - 1);
}

/** The address of the file that a line of one's own has shared; null: there is none. */
export function own_shared_file({ server }: Chat, line: Line | undefined): string | null {
  if (line === undefined || !line.is_mine) return null;
  return shared_file(line.text, server.files)?.link.url ?? null;
}

/** The file first: without its line nobody would find it again. */
export async function remove_with_file(
  chat: Pick<Chat, 'delete_file'>, url: string, remove_line: () => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await chat.delete_file(url);
  // It may be gone, or be somebody else's.
  if (!outcome.ok && outcome.why.code !== 'not_found') return outcome;
  return remove_line();
}
