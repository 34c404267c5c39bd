import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OwnFiles } from '../../chat/contract';
import { visible } from '../../text/visible';
import { words } from '../../words';
import { size_text } from '../files/size';
import { refusal_text } from '../refusal';
import { moment_text } from '../time';
import type { View } from '../view';

type Own = OwnFiles['files'][number];

function Row({ file, remove }: { file: Own; remove: (file: Own) => void }): JSX.Element {
  const w = words().files;
  const name = file.name === '' ? w.unnamed : visible(file.name);
  const until = file.until_ms === 0 ? '' : ` · ${w.until(moment_text(file.until_ms))}`;
  return (
    <li>
      <span class="pick-words">
        <a class="t-link file-name" href={file.url} target="_blank" rel="noopener noreferrer">
          {name}
        </a>
        <span class="pick-note">
          {size_text(file.bytes)} · {moment_text(file.made_ms)}{until}
        </span>
      </span>
      <button
        type="button"
        class="button"
        aria-label={w.remove_name(name)}
        onClick={() => remove(file)}
      >
        {w.remove}
      </button>
    </li>
  );
}

/** What the account has sent, to be looked at and taken away. */
export function FilesSettings({ view }: { view: View }): JSX.Element | null {
  const [files, set_files] = useState<readonly Own[] | null>(null);
  const [next, set_next] = useState<string | null>('');
  const [fault, set_fault] = useState<string | null>(null);
  const { chat } = view;
  if (chat.server.files === null || chat.me.account === null) return null;
  const w = words().files;
  const load = async () => {
    const answer = await chat.own_files(next ?? '');
    if (!answer.ok) return set_fault(refusal_text(answer.why));
    set_fault(null);
    set_files([...(files ?? []), ...answer.value.files.filter(({ url }) => /^https?:/.test(url))]);
    set_next(answer.value.next);
  };
  const remove = async (file: Own) => {
    if (!(await view.tell(chat.delete_file(file.url), w.removed))) return;
    set_files((now) => (now ?? []).filter((each) => each !== file));
  };
  return (
    <section class="dialog-part">
      <h3>{w.mine}</h3>
      {files?.length === 0 && <p class="field-note">{w.mine_none}</p>}
      <ul class="plain-list">
        {(files ?? []).map((file) => (
          <Row key={file.url} file={file} remove={(each) => void remove(each)} />
        ))}
      </ul>
      {fault !== null && <p class="form-fault" role="alert">{fault}</p>}
      {next !== null && (
        <button type="button" class="button" onClick={() => void load()}>
          {files === null ? w.mine_show : w.more}
        </button>
      )}
    </section>
  );
}
