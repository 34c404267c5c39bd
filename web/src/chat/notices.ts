// What the server and its services say to the person, and into which rooms they are invited.

import type { Notice, NoticeList, NoticeListener } from './contract';
import { Watch } from './watch';

const rows_max = 50;

export class Notices extends Watch implements NoticeList {
  rows: readonly Notice[] = [];
  private saved = '';
  private readonly unseen_ids = new Set<string>();
  private readonly hearers = new Set<NoticeListener>();

  /** `save` is given the invitations whenever they, or what of them is seen, have changed. */
  constructor(private readonly save: (invitations: readonly Notice[]) => void = () => undefined) {
    super();
  }

  get unseen(): number { return this.unseen_ids.size; }
  is_unseen(id: string): boolean { return this.unseen_ids.has(id); }

  /** An invitation takes the place of an earlier one by the same person into the same room. */
  add(notice: Notice): void {
    const { from, invited_to } = notice;
    const same = this.rows.filter((row) =>
      invited_to !== undefined && row.invited_to === invited_to && row.from === from);
    this.unseen_ids.add(notice.id);
    this.keep([...this.rows.filter((row) => !same.includes(row)), notice].slice(-rows_max));
    for (const listener of [...this.hearers]) listener(notice);
  }
  /** An invitation of before a reload. */
  restore(notice: Notice, is_seen: boolean): void {
    const { from, invited_to } = notice;
    if (this.rows.some((row) => row.invited_to === invited_to && row.from === from)) return;
    if (!is_seen) this.unseen_ids.add(notice.id);
    this.keep([...this.rows, notice].slice(-rows_max));
  }
  drop(id: string): void { this.keep(this.rows.filter((row) => row.id !== id)); }
  clear(): void { this.keep([]); }
  /** What is kept of them stays. */
  end_visit(): void {
    this.rows = [];
    this.unseen_ids.clear();
    this.saved = '';
    this.changed();
  }

  /** The room is entered: nobody has to be told of it any more. */
  drop_invitations(is_to: (room: string) => boolean): void {
    const rows = this.rows.filter((row) =>
      row.invited_to === undefined || !is_to(row.invited_to));
    if (rows.length < this.rows.length) this.keep(rows);
  }

  mark_seen(): void {
    if (this.unseen_ids.size === 0) return;
    this.unseen_ids.clear();
    this.save_invitations();
    this.changed();
  }
  on_new(listener: NoticeListener): () => void {
    this.hearers.add(listener);
    return () => { this.hearers.delete(listener); };
  }

  private keep(rows: readonly Notice[]): void {
    this.rows = rows;
    for (const id of this.unseen_ids) {
      if (!rows.some((row) => row.id === id)) this.unseen_ids.delete(id);
    }
    this.save_invitations();
    this.changed();
  }
  private save_invitations(): void {
    const invitations = this.rows.filter((row) => row.invited_to !== undefined);
    const saved = invitations.map(({ id }) => `${id} ${this.is_unseen(id)}`).join();
    if (saved === this.saved) return;
    this.saved = saved;
    this.save(invitations);
  }
}
