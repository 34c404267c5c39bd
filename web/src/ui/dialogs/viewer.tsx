import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Conversation, FileRoots } from '../../chat/contract';
import { words } from '../../words';
import { Blur } from '../files/blur';
import { name_of } from '../files/file_view';
import { save, use_shown } from '../files/opened';
import { shared_file, type SharedFile } from '../files/shared_file';
import { size_text } from '../files/size';
import { IconButton } from '../icons';
import { use_focus_back } from '../menus';
import type { View } from '../view';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
  readonly file: SharedFile;
}

/** Those that the conversation has here, oldest first. */
function pictures_of(conversation: Conversation, roots: FileRoots | null): SharedFile[] {
  const found: SharedFile[] = [];
  for (const row of conversation.lines.rows) {
    const file = row.kind === 'line' ? shared_file(row.text, roots) : null;
    if (file?.kind === 'image') found.push(file);
  }
  return found;
}

function Picture({ file }: { file: SharedFile }): JSX.Element {
  const { opened, tries, failed, again } = use_shown(file, true);
  const { extent, blur } = file.link;
  const w = words().files;
  if (opened?.kind === 'fault') {
    return (
      <p class="viewer-note" role="alert">
        {w.fault[opened.fault]}{' '}
        {opened.fault === 'unreachable' && (
          <button type="button" class="link-button" onClick={again}>{words().retry}</button>
        )}
      </p>
    );
  }
  if (opened?.kind !== 'open') {
    return (
      <div class="viewer-wait">
        <Blur blur={blur} />
        <p class="viewer-note" role="status">{w.loading}</p>
      </div>
    );
  }
  return (
    <img
      key={tries}
      class="viewer-picture"
      src={opened.address}
      alt={name_of(file)}
      width={extent?.width}
      height={extent?.height}
      onError={failed}
    />
  );
}

/** One picture on the whole screen; the arrow keys lead to the others of the conversation. */
export function ViewerDialog({ view, conversation, file }: Props): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const [shown, set_shown] = useState(file);
  const pictures = pictures_of(conversation, view.chat.server.files);
  const at = pictures.findIndex(({ link }) => link.url === shown.link.url);
  const w = words().files;
  use_focus_back();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open) return undefined;
    dialog.showModal();
    dialog.focus();
    return () => dialog.close();
  }, []);
  const step = (by: number) => {
    const next = pictures[at + by];
    if (at >= 0 && next) set_shown(next);
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };
  const close = () => view.show(null);
  const { size } = shown.link;
  return (
    <dialog
      ref={ref}
      class="viewer"
      tabIndex={-1}
      aria-label={w.viewer}
      onKeyDown={pressed}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        const target = event.target as HTMLElement;
        if (target === event.currentTarget || target.matches('.viewer-ground')) close();
      }}
    >
      <header class="viewer-head">
        <span class="viewer-words" role="status">
          <bdi>{name_of(shown)}</bdi>
          <span class="viewer-note">
            {size === null ? '' : size_text(size)}
            {pictures.length > 1 && at >= 0 ? ` · ${w.of(at + 1, pictures.length)}` : ''}
          </span>
        </span>
        <IconButton
          icon="save"
          label={w.save_name(name_of(shown))}
          on_click={() => void save(shown, name_of(shown))}
        />
        <IconButton icon="close" label={words().close} keys="Esc" on_click={close} />
      </header>
      <div class="viewer-ground"><Picture key={shown.link.url} file={shown} /></div>
      {at > 0 && (
        <IconButton icon="back" class="viewer-step" label={w.previous} on_click={() => step(-1)} />
      )}
      {at >= 0 && at < pictures.length - 1 && (
        <IconButton
          icon="chevron"
          class="viewer-step is-next"
          label={w.next}
          on_click={() => step(1)}
        />
      )}
    </dialog>
  );
}
