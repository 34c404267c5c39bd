import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Conversation, RefusalCode, Upload } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import { refusal_text } from '../refusal';
import { use_view } from '../view';
import { size_text } from './size';

/** The same file would be refused again. */
const FOR_GOOD: ReadonlySet<RefusalCode | undefined> =
  new Set(['file_too_large', 'file_empty', 'bad_picture']);

/** A page cannot open by itself what somebody chose before it was reloaded. */
function ChooseAgain({ on_file }: { on_file: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file !== undefined) on_file(file);
        }}
      />
      <button type="button" class="link-button" onClick={() => input.current?.click()}>
        {words().files.choose_again}
      </button>
    </>
  );
}

function Row({ upload, conversation }: { upload: Upload; conversation: Conversation }) {
  const { id, bytes, progress, state, why } = upload;
  const view = use_view();
  const w = words().files;
  const name = visible(upload.name) || w.unnamed;
  const is_bad = state === 'failed' || why !== undefined;
  const left = upload.name === ''
    ? w.left_sealed : w.left(size_text(bytes * progress), size_text(bytes));
  const note = {
    preparing: w.preparing,
    sending: w.progress(size_text(bytes * progress), size_text(bytes)),
    waiting: w.waiting,
    failed: why ? refusal_text(why) : '',
    left: why ? refusal_text(why) : left,
  }[state];
  return (
    <li class={is_bad ? 'upload is-bad' : 'upload'}>
      <Icon name={is_bad ? 'warning' : 'file'} size={18} />
      <span class="upload-words">
        <span class="upload-name" dir="auto">{name}</span>
        <span class="upload-note" role={is_bad ? 'alert' : undefined}>{note}</span>
        {state !== 'failed' && state !== 'left' && (
          <progress
            aria-label={name}
            value={state === 'preparing' ? undefined : progress}
            max={1}
          />
        )}
      </span>
      {why?.code === 'files_full' && (
        <button
          type="button"
          class="link-button"
          onClick={() => view.show({ kind: 'settings', page: 'account' })}
        >
          {w.mine}
        </button>
      )}
      {state === 'failed' && !FOR_GOOD.has(why?.code) && (
        <button type="button" class="link-button" onClick={() => conversation.retry_upload(id)}>
          {w.resume}
        </button>
      )}
      {state === 'left' && (
        <ChooseAgain on_file={(file) => conversation.continue_upload(id, file)} />
      )}
      <IconButton
        icon="close"
        label={w.cancel(name)}
        on_click={() => conversation.cancel_upload(id)}
      />
    </li>
  );
}

/** Above the message field, while there are some. */
export function Uploads({ conversation }: { conversation: Conversation }): JSX.Element | null {
  const { uploads } = conversation;
  if (uploads.length === 0) return null;
  return (
    <ul class="uploads" aria-label={words().files.sending}>
      {uploads.map((upload) => (
        <Row key={upload.id} upload={upload} conversation={conversation} />
      ))}
    </ul>
  );
}
