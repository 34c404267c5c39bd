import type { Outcome, OwnFiles } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import type { Confirm } from '../view';

export type OwnFile = OwnFiles['files'][number];

export function own_name(file: OwnFile): string {
  return file.name === '' ? words().files.unnamed : visible(file.name);
}

/** Asks before a file is taken away: nothing brings it back. */
export function ask_removal(file: OwnFile, remove: () => Promise<Outcome>): Confirm {
  const w = words().files;
  return {
    kind: 'confirm', title: w.remove_title(own_name(file)), lead: w.remove_lead, action: w.remove,
    run: remove,
  };
}

/** Where the focus goes when row `at` is gone and `count` are left: to the one that has taken its
 * place, or else to the last; -1: there is none. */
export function row_after(at: number, count: number): number {
  return Math.min(at, count - 1);
}
