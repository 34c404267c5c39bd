/** One stop of the Tab key for a list: arrows, Home and End move the focus within it. */
export function roving_key(event: KeyboardEvent, selector: string): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>(selector)];
  const at = items.indexOf(document.activeElement as HTMLElement);
  let next: number;
  switch (event.key) {
    case 'ArrowDown':
      next = at + 1;
      break;
    case 'ArrowUp':
      next = at < 0 ? items.length - 1 : at - 1;
      break;
    case 'Home':
      next = 0;
      break;
    case 'End':
      next = items.length - 1;
      break;
    default:
      return;
  }
  const item = items[Math.max(0, Math.min(items.length - 1, next))];
  if (!item) return;
  event.preventDefault();
  event.stopPropagation();
  item.focus();
}
