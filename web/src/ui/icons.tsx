import type { JSX } from 'preact';

/** Paths of a grid of 24, drawn as strokes. */
const PATHS = {
  clip: 'M20 11l-8.5 8.500a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.800L9.5 17a1.7 1.7 0 0 1-2.4-2.400L14.500 7.200',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  save: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  back: 'M15 6l-6 6 6 6',
  hash: 'M5 9h14M5 15h14M10 4L8 20M16 4l-2 16',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  people:
    'M9 11.500a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z' +
      'M2.5 19.500c.6-3.2 3.2-5 6.5-5s5.9 1.8 6.5 5M16 4.800a3.5 3.5 0 0 1 0 6.400' +
      'M18 14.900c1.9.7 3.1 2.3 3.5 4.6',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13zM12 14.500v2',
  lock_open: 'M7 11V8a5 5 0 0 1 9.6-2M5.5 11h13v9h-13zM12 14.500v2',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.2 16.200L21 21',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M11.5 5.5h1v1h-1zM11.5 11.5h1v1h-1zM11.5 17.5h1v1h-1z',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z' +
      'M9 19.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  send: 'M4 12l16-8-6 16-3-6.500zM11 13.500L20 4',
  smile:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.500c1.8 2.3 5.2 2.3 7 0M9 9.500h.01' +
      'M15 9.500h.01',
  smile_plus:
    'M20.5 11a8.5 8.5 0 1 1-7.5-7.500M8.5 14.500c1.8 2.3 5.2 2.3 7 0M9 9.500h.01' +
      'M15 9.500h.01M19 2v6M16 5h6',
  reply: 'M10 5L4 11l6 6M4 11h9c4 0 7 2.5 7 8',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  flag: 'M6 21V4M6 4.500c4-2 8 2 12 0v9c-4 2-8-2-12 0',
  shield: 'M12 3l7 3v5.500c0 4.500-3 7.700-7 9.500-4-1.800-7-5-7-9.500V6z',
  down: 'M12 5v14M6 13l6 6 6-6',
  up: 'M12 19V5M6 11l6-6 6 6',
  chevron: 'M9 6l6 6-6 6',
  check: 'M5 12.500l4.5 4.500L19 7',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2',
  warning: 'M12 4L2.5 20h19zM12 10v4.500M12 17.300h.01',
  calendar: 'M4 6h16v14H4zM4 10.500h16M8 3v4M16 3v4',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10',
  door: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l1.5 1.500h-15zM10 21h4',
  mute:
    'M9 6a3 3 0 0 1 6 0v5M9 9v2a3 3 0 0 0 5 2.200M6 11a6 6 0 0 0 9.5 4.900' +
      'M18 11c0 .8-.1 1.5-.4 2.200M12 17v4M3 3l18 18',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c5 5.5 5 12.5 0 18' +
      'M12 3c-5 5.5-5 12.5 0 18',
  eye_off:
    'M3 3l18 18M10.5 6.200C16 5.3 20 9.5 21.5 12c-.6 1-1.5 2.2-2.7 3.300M6 7.500' +
      'C4.2 8.9 3 10.8 2.5 12c1.7 3 6.5 7.6 12.5 5.200M10 10a2.8 2.8 0 0 0 4 4',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words or in a named button: never read out. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

interface ButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly on_click: (event: MouseEvent) => void;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly has_popup?: 'menu' | 'dialog';
  readonly keys?: string;
  readonly tab_index?: number;
  readonly disabled?: boolean;
  readonly class?: string;
}

export function IconButton(props: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ''}`}
      aria-label={props.label}
      title={props.keys ? `${props.label} (${props.keys})` : props.label}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-haspopup={props.has_popup}
      tabIndex={props.tab_index}
      disabled={props.disabled}
      onClick={props.on_click}
    >
      <Icon name={props.icon} />
    </button>
  );
}
