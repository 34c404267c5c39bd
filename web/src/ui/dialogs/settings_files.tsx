import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../../words';
import { ask_removal, own_name, row_after, type OwnFile } from '../files/removal';
import { size_text } from '../files/size';
import { refusal_text } from '../refusal';
import { moment_text } from '../time';
import type { Confirm, View } from '../view';
import { ConfirmDialog } from './confirm';

/** What is not finished has nothing to be opened yet. */
function Row({ file, remove }: { file: OwnFile; remove: () => void }): JSX.Element {
  const w = words().files;
  const name = own_name(file);
  const size = size_text(file.bytes);
  const how_far = file.come === undefined
    ? `${size} · ${moment_text(file.made_ms)}` : w.unfinished(size_text(file.come), size);
  const until = file.until_ms === 0 ? '' : ` · ${w.until(moment_text(file.until_ms))}`;
  return (
    <li>
      <span class="pick-words">
        {file.come === undefined ? (
          <a class="t-link file-name" href={file.url} target="_blank" rel="noopener noreferrer">
            {name}
          </a>
        ) : <span class="file-name">{name}</span>}
        <span class="pick-note">{how_far}{until}</span>
      </span>
      <button type="button" class="button" aria-label={w.remove_name(name)} onClick={remove}>
        {w.remove}
      </button>
    </li>
  );
}

const may_be_shown = ({ url, come }: OwnFile): boolean =>
  come !== undefined || /^https?:/.test(url);

/** Asks about one file after the other, over the list, which stays as it is. */
function use_removing(view: View, taken: (file: OwnFile) => void) {
  const [asked, set_asked] = useState<Confirm | null>(null);
  const [news, set_news] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const emptied_at = useRef<number | null>(null);
  // The button that was pressed went with its row.
  useEffect(() => {
    if (asked !== null || emptied_at.current === null) return;
    const buttons = list.current?.querySelectorAll('button') ?? [];
    const next = buttons[row_after(emptied_at.current, buttons.length)];
    (next ?? heading.current)?.focus();
    emptied_at.current = null;
  }, [asked]);
  const ask = (file: OwnFile, at: number) => {
    set_news('');
    set_asked(ask_removal(file, async () => {
      const outcome = await view.chat.delete_file(file.url);
      if (!outcome.ok) return outcome;
      emptied_at.current = at;
      taken(file);
      set_news(words().files.removed);
      return outcome;
    }));
  };
  const question = asked !== null && (
    <ConfirmDialog view={view} confirm={asked} close={() => set_asked(null)} />
  );
  return { list, heading, ask, question, news };
}

/** What the account has sent, to be looked at and taken away. */
export function FilesSettings({ view }: { view: View }): JSX.Element | null {
  const [files, set_files] = useState<readonly OwnFile[] | null>(null);
  const [next, set_next] = useState<string | null>('');
  const [fault, set_fault] = useState<string | null>(null);
  const { list, heading, ask, question, news } = use_removing(view, (file) =>
    set_files((now) => (now ?? []).filter((each) => each !== file)));
  const { chat } = view;
  if (chat.server.files === null || chat.me.account === null) return null;
  const w = words().files;
  const load = async () => {
    const answer = await chat.own_files(next ?? '');
    if (!answer.ok) return set_fault(refusal_text(answer.why));
    set_fault(null);
    set_files([...(files ?? []), ...answer.value.files.filter(may_be_shown)]);
    set_next(answer.value.next);
  };
  return (
    <section class="dialog-part">
      <h3 ref={heading} tabIndex={-1}>{w.mine}</h3>
      {files?.length === 0 && <p class="field-note">{w.mine_none}</p>}
      <ul ref={list} class="plain-list">
        {(files ?? []).map((file, at) => (
          <Row key={file.url} file={file} remove={() => ask(file, at)} />
        ))}
      </ul>
      <p class="field-note" role="status">{news}</p>
      {fault !== null && <p class="form-fault" role="alert">{fault}</p>}
      {next !== null && (
        <button type="button" class="button" onClick={() => void load()}>
          {files === null ? w.mine_show : w.more}
        </button>
      )}
      {question}
    </section>
  );
}
