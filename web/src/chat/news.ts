// What is unread. The server's read marker says up to when a conversation is read; this alone
// counts what is behind it.

interface NewLine { readonly id: string; readonly at_ms: number; readonly is_mention: boolean }

export interface Unread {
  readonly unread: number; readonly mentions: number; readonly first_id: string | null;
}

export class News {
  static readonly lines_max = 2_000;
  /** By time. */
  private lines: NewLine[] = [];
  private readonly ids = new Set<string>();
  private until_ms = 0;
  private mentions = 0;

  /** 0: nothing is known to be read. */
  get read_until_ms(): number { return this.until_ms; }

  /** Only ever grows. False where it is not later. */
  read_until(at_ms: number): boolean {
    if (at_ms <= this.until_ms) return false;
    this.until_ms = at_ms;
    while (this.lines[0] !== undefined && this.lines[0].at_ms <= at_ms) this.drop_first();
    return true;
  }

  /** What somebody else has said; may come twice. */
  add(line: NewLine): void {
    if (line.at_ms <= this.until_ms || this.ids.has(line.id)) return;
    let at = this.lines.length;
    while (at > 0 && (this.lines[at - 1]?.at_ms ?? 0) > line.at_ms) --at;
    this.lines.splice(at, 0, line);
    this.ids.add(line.id);
    this.mentions += line.is_mention ? 1 : 0;
    if (this.lines.length > News.lines_max) this.drop_first();
  }

  remove(id: string): void {
    if (!this.ids.delete(id)) return;
    const at = this.lines.findIndex((line) => line.id === id);
    const [removed] = this.lines.splice(at, 1);
    this.mentions -= removed?.is_mention === true ? 1 : 0;
  }

  count(): Unread {
    const { mentions } = this;
    return { unread: this.lines.length, mentions, first_id: this.lines[0]?.id ?? null };
  }

  private drop_first(): void {
    const first = this.lines.shift();
    if (first === undefined) return;
    this.ids.delete(first.id);
    this.mentions -= first.is_mention ? 1 : 0;
  }
}
