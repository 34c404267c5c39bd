/**
 * However often things change, what shows them is drawn once a frame; and where drawing takes
 * long, as long is left for clicks and keys before it is drawn again.
 */
const REST_MS_MAX = 200;
const FRAME_MS = 17;
/** Frames do not come to a page that nobody sees; its title and its announcements are due still. */
const WAIT_MS_MAX = 250;

const wished = new Set<() => void>();
let is_due = false;
let rest_until_ms = 0;
let frame = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Calls `draw` with the next frame, once however often it is wished until then. */
export function draw_soon(draw: () => void): void {
  wished.add(draw);
  if (is_due) return;
  is_due = true;
  const rest_ms = rest_until_ms - performance.now();
  if (rest_ms > 4) timer = setTimeout(ask, rest_ms);
  else ask();
}

/** What is gone from the page is not drawn. */
export function do_not_draw(draw: () => void): void {
  wished.delete(draw);
}

function ask(): void {
  frame = requestAnimationFrame(draw_all);
  timer = setTimeout(draw_all, WAIT_MS_MAX);
}

function draw_all(): void {
  cancelAnimationFrame(frame);
  clearTimeout(timer);
  is_due = false;
  const begin_ms = performance.now();
  const draws = [...wished];
  wished.clear();
  for (const draw of draws) draw();
  // The next frame comes when Preact has drawn, and the browser has laid out and painted it.
  requestAnimationFrame(() => {
    const end_ms = performance.now();
    const took_ms = end_ms - begin_ms - FRAME_MS;
    rest_until_ms = end_ms + Math.min(REST_MS_MAX, Math.max(0, took_ms));
  });
}
