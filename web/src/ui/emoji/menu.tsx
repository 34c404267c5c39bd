import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../../words';
import { use_focus_back, use_place } from '../menus';
import { use_view, type Menu, type View } from '../view';

type Picking = Extract<Menu, { kind: 'react' | 'emoji' }>;
type Find = typeof import('./find');

const FIRST = ['👍', '❤️', '😂', '🎉', '👀', '🙏'];
const RECENT_MAX = 16;
const COLUMNS = 8;

function note_used(view: View, sign: string): void {
  const others = view.settings.now.recent_emoji.filter((known) => known !== sign);
  view.settings.set({ recent_emoji: [sign, ...others].slice(0, RECENT_MAX) });
}

/** Arrows move in the grid of signs. */
function grid_key(event: KeyboardEvent): void {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: COLUMNS,
    ArrowUp: -COLUMNS,
  };
  const step = steps[event.key];
  const box = event.currentTarget as HTMLElement;
  if (step === undefined) return;
  const signs = [...box.querySelectorAll<HTMLElement>('.emoji')];
  const at = signs.indexOf(document.activeElement as HTMLElement);
  if (at < 0 && event.key !== 'ArrowDown') return;
  event.preventDefault();
  if (at + step < 0) box.querySelector<HTMLElement>('input')?.focus();
  else signs[Math.min(signs.length - 1, at < 0 ? 0 : at + step)]?.focus();
}

interface GroupProps {
  readonly title: string;
  readonly signs: readonly { readonly sign: string; readonly name: string }[];
  readonly pick: (sign: string) => void;
}

function Group({ title, signs, pick }: GroupProps): JSX.Element | null {
  if (signs.length === 0) return null;
  return (
    <div role="group" aria-label={title} class="emoji-group">
      <div class="emoji-title" aria-hidden="true">{title}</div>
      <div class="emoji-grid">
        {signs.map(({ sign, name }) => (
          <button
            key={sign}
            type="button"
            class="emoji"
            aria-label={name}
            title={name}
            onClick={() => pick(sign)}
          >
            {sign}
          </button>
        ))}
      </div>
    </div>
  );
}

export function EmojiMenu({ menu }: { menu: Picking }): JSX.Element {
  const view = use_view();
  const ref = use_place(menu.at);
  const [find, set_find] = useState<Find | null>(null);
  const [text, set_text] = useState('');
  const w = words().emoji;
  use_focus_back();
  useEffect(() => {
    void import('./find').then((loaded) => set_find(loaded));
    ref.current?.querySelector<HTMLElement>('input')?.focus({ preventScroll: true });
  }, []);
  const close = () => view.set({ menu: null });
  const pick = (sign: string) => {
    note_used(view, sign);
    close();
    if (menu.kind === 'emoji') menu.insert(sign);
    else {
      const mine = menu.line.reactions.find((r) => r.emoji === sign)?.mine ?? false;
      view.now.open?.react(menu.line.id, sign, !mine);
    }
  };
  const recent = view.settings.now.recent_emoji;
  const first = (recent.length > 0 ? recent : FIRST).map((sign) => ({ sign, name: sign }));
  const found = find && text !== '' ? find.find_emoji(text, 80) : null;
  const groups = find ? [...find.emoji_groups()] : [];
  return (
    <>
      <div class="menu-ground" onClick={close} />
      <div
        ref={ref}
        class="menu emoji-menu"
        role="dialog"
        aria-label={w.label}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return grid_key(event);
          event.stopPropagation();
          return close();
        }}
      >
        <input
          type="search"
          class="input"
          placeholder={w.search}
          aria-label={w.search}
          value={text}
          onInput={(event) => set_text(event.currentTarget.value)}
          onKeyDown={(event) => {
            const best = found?.[0];
            if (event.key === 'Enter' && best) pick(best.sign);
          }}
        />
        <div class="emoji-groups" tabIndex={-1}>
          {found?.length === 0 && <p class="emoji-none">{w.none}</p>}
          {found && <Group title={w.label} signs={found} pick={pick} />}
          {!found && <Group title={w.recent} signs={first} pick={pick} />}
          {!found &&
            groups.map(([name, signs]) => (
              <Group
                key={name}
                title={w.groups[name as keyof typeof w.groups]}
                signs={signs}
                pick={pick}
              />
            ))}
        </div>
      </div>
    </>
  );
}
