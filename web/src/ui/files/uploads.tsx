import type { JSX } from 'preact';
import type { Conversation, Upload } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { Icon, IconButton } from '../icons';
import { refusal_text } from '../refusal';
import { size_text } from './size';

function Row({ upload, conversation }: { upload: Upload; conversation: Conversation }) {
  const { id, bytes, progress, state, why } = upload;
  const w = words().files;
  const name = visible(upload.name);
  const note = {
    preparing: w.preparing,
    sending: w.progress(size_text(bytes * progress), size_text(bytes)),
    waiting: w.waiting,
    failed: why ? refusal_text(why) : '',
  }[state];
  return (
    <li class={state === 'failed' ? 'upload is-bad' : 'upload'}>
      <Icon name={state === 'failed' ? 'warning' : 'file'} size={18} />
      <span class="upload-words">
        <span class="upload-name" dir="auto">{name}</span>
        <span class="upload-note" role={state === 'failed' ? 'alert' : undefined}>{note}</span>
        {state !== 'failed' && (
          <progress
            aria-label={name}
            value={state === 'preparing' ? undefined : progress}
            max={1}
          />
        )}
      </span>
      {state === 'failed' && (
        <button type="button" class="link-button" onClick={() => conversation.retry_upload(id)}>
          {w.resume}
        </button>
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
