/**
 * Browsers that do not know `interactive-widget` lay the keyboard of a phone over the page. There
 * the page takes the height of what is left to see.
 */
const KEYBOARD_MIN_PX = 120;

export function watch_keyboard(): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const root = document.documentElement;
  const fit = () => {
    const is_covered = window.innerHeight - seen.height > KEYBOARD_MIN_PX && seen.scale < 1.05;
    root.classList.toggle('has-keyboard', is_covered);
    if (!is_covered) return;
    root.style.setProperty('--view-height', `${seen.height}px`);
    window.scrollTo(0, 0);
  };
  seen.addEventListener('resize', fit);
  seen.addEventListener('scroll', fit);
}
