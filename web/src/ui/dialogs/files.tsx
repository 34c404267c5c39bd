import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Conversation } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { size_text } from '../files/size';
import { Icon, IconButton } from '../icons';
import { refusal_text } from '../refusal';
import type { View } from '../view';
import { Actions, Fault, Frame } from './frame';

interface Props {
  readonly view: View;
  readonly conversation: Conversation;
  readonly files: readonly File[];
}

const DRAWN_ANEW = /^image\/(?:jpeg|png|webp)$/;

function Preview({ file }: { file: File }): JSX.Element {
  const [address, set_address] = useState<string | null>(null);
  useEffect(() => {
    if (!/^image\/(?:jpeg|png|webp|gif|avif)$/.test(file.type)) return undefined;
    const made = URL.createObjectURL(file);
    set_address(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <span class="give-sign">
      {address === null ? <Icon name="file" size={22} /> : <img src={address} alt="" />}
    </span>
  );
}

/** What is about to be sent, and whether others could read it on its way. */
export function FilesDialog({ view, conversation, files }: Props): JSX.Element {
  const [chosen, set_chosen] = useState(files);
  const [fault, set_fault] = useState<string | null>(null);
  const w = words().files;
  const is_sealed = conversation.lock.kind === 'ciphered';
  const send = (event: Event) => {
    event.preventDefault();
    const outcome = conversation.attach(chosen);
    if (outcome.ok) view.show(null);
    else set_fault(refusal_text(outcome.why));
  };
  const leave_out = (file: File) => {
    const left = chosen.filter((each) => each !== file);
    if (left.length === 0) view.show(null);
    else set_chosen(left);
  };
  return (
    <Frame view={view} title={w.title(visible(conversation.name))}>
      <form onSubmit={send}>
        <ul class="plain-list give-list">
          {chosen.map((file, index) => (
            <li key={`${index} ${file.name}`}>
              <Preview file={file} />
              <span class="pick-words">
                <span class="file-name" dir="auto">{visible(file.name)}</span>
                <span class="pick-note">{size_text(file.size)}</span>
              </span>
              <IconButton
                icon="close"
                label={w.drop_one(visible(file.name))}
                on_click={() => leave_out(file)}
              />
            </li>
          ))}
        </ul>
        <p class="field-note give-note">
          <Icon name={is_sealed ? 'lock' : 'lock_open'} size={14} />
          <span>
            {is_sealed ? w.sealed : w.clear}
            {conversation.others_encrypt && ` ${w.others_encrypt}`}
            {chosen.some(({ type }) => DRAWN_ANEW.test(type)) && ` ${w.anew}`}
          </span>
        </p>
        <Fault text={fault} />
        <Actions view={view} action={w.send(chosen.length)} is_first />
      </form>
    </Frame>
  );
}
