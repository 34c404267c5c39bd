/** Tasks of which a few are under way at a time: one that is not answered holds up no others. */
export class Lanes {
  private readonly waiting: (() => Promise<void>)[] = [];
  private busy = 0;

  constructor(private readonly lanes: number) {}

  run(task: () => Promise<void>): void {
    this.waiting.push(task);
    this.go_on();
  }

  private go_on(): void {
    if (this.busy >= this.lanes) return;
    const task = this.waiting.shift();
    if (task === undefined) return;
    this.busy += 1;
    void task().catch((error: unknown) => { console.error(error); }).finally(() => {
      this.busy -= 1;
      this.go_on();
    });
  }
}
