import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon } from '../icons';
import { use_view } from '../view';
import { Blur } from './blur';
import { save, use_shown, type Opened } from './opened';
import { shown_extent, type SharedFile } from './shared_file';
import { size_text } from './size';

/** So much is fetched and opened without being asked for. */
const UNASKED_MAX = 12 * 2 ** 20;

interface Props {
  readonly file: SharedFile;
  readonly conversation: Conversation;
}

/** As it is called here, with a word for what has no name. */
export function name_of({ name, kind }: SharedFile): string {
  const w = words().files;
  const unnamed = { image: w.picture, video: w.film, audio: w.sound, other: w.unnamed };
  return name === '' ? unnamed[kind] : visible(name);
}

function size_of({ link }: SharedFile): string {
  return link.size === null ? '' : size_text(link.size);
}

function Fault(props: { opened: Opened | null; again?: () => void }): JSX.Element | null {
  const { opened, again } = props;
  if (opened?.kind !== 'fault') return null;
  return (
    <span class="file-fault" role="alert">
      {words().files.fault[opened.fault]}
      {again && opened.fault === 'unreachable' && (
        <> <button type="button" class="link-button" onClick={again}>{words().retry}</button></>
      )}
    </span>
  );
}

/** A place of the extent that the line tells: nothing moves when what belongs there has come. */
function Place(props: { file: SharedFile; children: JSX.Element | null }): JSX.Element {
  const { width, height } = shown_extent(props.file);
  const set = (element: HTMLSpanElement | null) => {
    if (!element) return;
    element.style.width = `${width}px`;
    element.style.aspectRatio = `${width} / ${height}`;
  };
  return (
    <span ref={set} class={props.file.link.extent ? 'file-place' : 'file-place is-unmeasured'}>
      <Blur blur={props.file.link.blur} />
      {props.children}
    </span>
  );
}

function Picture({ file, conversation }: Props): JSX.Element {
  const view = use_view();
  const [is_asked, set_asked] = useState(false);
  const is_wanted = is_asked || (file.link.size ?? 0) <= UNASKED_MAX;
  const { opened, tries, failed, again } = use_shown(file, is_wanted);
  const w = words().files;
  if (opened?.kind === 'fault') {
    return <Place file={file}><Fault opened={opened} again={again} /></Place>;
  }
  return (
    <button
      type="button"
      class="file-picture"
      aria-label={is_wanted ? w.open(name_of(file)) : w.load(size_of(file))}
      onClick={() => {
        if (is_wanted) view.show({ kind: 'viewer', conversation, file });
        else set_asked(true);
      }}
    >
      <Place file={file}>
        {opened?.kind === 'open'
          ? <img key={tries} src={opened.address} alt="" decoding="async" onError={failed} />
          : <span class="file-note">{is_wanted ? w.loading : w.load(size_of(file))}</span>}
      </Place>
    </button>
  );
}

/** Sound and film: one in clear is fetched as it is played, an enciphered one when asked for. */
function Player({ file }: Props): JSX.Element {
  const [is_asked, set_asked] = useState(file.link.key === null);
  const { opened, again } = use_shown(file, is_asked);
  const w = words().files;
  const is_film = file.kind === 'video';
  if (opened?.kind === 'open') {
    const label = name_of(file);
    return is_film
      ? (
        <Place file={file}>
          <video src={opened.address} controls preload="metadata" aria-label={label} />
        </Place>
      )
      : <audio src={opened.address} controls preload="none" aria-label={label} />;
  }
  const button = (
    <button
      type="button"
      class="button file-load"
      onClick={() => (is_asked ? again() : set_asked(true))}
    >
      {opened?.kind === 'opening' ? w.loading : w.load(size_of(file))}
    </button>
  );
  const shown = <span class="file-note">{button}<Fault opened={opened} /></span>;
  return is_film ? <Place file={file}>{shown}</Place> : shown;
}

function Card({ file }: Props): JSX.Element {
  const [fault, set_fault] = useState<Opened | null>(null);
  const [is_busy, set_busy] = useState(false);
  const w = words().files;
  const name = name_of(file);
  const run = async () => {
    if (is_busy) return;
    set_busy(true);
    set_fault(null);
    const why = await save(file, name);
    set_busy(false);
    if (why !== null) set_fault({ kind: 'fault', fault: why });
  };
  return (
    <button
      type="button"
      class="file-card"
      aria-busy={is_busy}
      onClick={() => void run()}
    >
      <span class="unseen">{w.save}</span>
      <Icon name="file" size={22} />
      <span class="file-words">
        <span class="file-name" dir="auto">{name}</span>
        <span class="file-size">{is_busy ? w.loading : size_of(file)}</span>
        <Fault opened={fault} />
      </span>
      <Icon name="down" size={18} />
    </button>
  );
}

export function FileView(props: Props): JSX.Element {
  const { file } = props;
  const key = file.link.url;
  if (file.kind === 'image') return <div class="file"><Picture key={key} {...props} /></div>;
  if (file.kind === 'other') return <div class="file"><Card key={key} {...props} /></div>;
  const is_named = file.name !== '' || file.link.size !== null;
  return (
    <div class="file">
      <Player key={key} {...props} />
      {is_named && (
        <span class="file-caption">
          <bdi>{name_of(file)}</bdi> {size_of(file)}
          <button
            type="button"
            class="link-button"
            aria-label={words().files.save_name(name_of(file))}
            onClick={() => void save(file, name_of(file))}
          >
            {words().files.save}
          </button>
        </span>
      )}
    </div>
  );
}
