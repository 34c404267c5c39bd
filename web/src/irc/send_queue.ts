// What goes out, at the pace that a server allows. What a person waits for goes before what the
// page fetches by itself; lines that belong together stay together.

export class SendQueue {
  static readonly burst = 16;
  static readonly per_second = 4;
  static readonly groups_max = 2_000;

  private readonly urgent: string[][] = [];
  private readonly patient: string[][] = [];
  private tokens = SendQueue.burst;
  private filled_ms = 0;

  constructor(private readonly send: (line: string) => void) {}

  get size(): number { return this.urgent.length + this.patient.length; }

  clear(now_ms: number): void {
    this.urgent.length = 0;
    this.patient.length = 0;
    this.tokens = SendQueue.burst;
    this.filled_ms = now_ms;
  }

  /** False where too much waits already. */
  push(lines: readonly string[], is_urgent: boolean, now_ms: number): boolean {
    if (this.size >= SendQueue.groups_max) return false;
    (is_urgent ? this.urgent : this.patient).push([...lines]);
    this.drain(now_ms);
    return true;
  }

  drain(now_ms: number): void {
    const filled = this.tokens + ((now_ms - this.filled_ms) / 1000) * SendQueue.per_second;
    this.tokens = Math.min(SendQueue.burst, Math.max(this.tokens, filled));
    this.filled_ms = now_ms;
    while (this.tokens >= 1) {
      const group = this.urgent.shift() ?? this.patient.shift();
      if (group === undefined) return;
      this.tokens -= group.length;
      for (const line of group) this.send(line);
    }
  }
}
