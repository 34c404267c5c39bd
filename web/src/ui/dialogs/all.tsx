import type { JSX } from 'preact';
import type { Dialog, View } from '../view';
import { AccountDialog } from './account';
import { ConfirmDialog } from './confirm';
import { DateDialog } from './date';
import { FilesDialog } from './files';
import { InboxDialog } from './inbox';
import { InviteDialog } from './invite';
import { KeysDialog } from './keys';
import { LockDialog } from './lock';
import { ModerateDialog } from './moderate';
import { RoomDialog } from './room';
import { RoomsDialog } from './rooms';
import { SearchDialog } from './search';
import { SettingsDialog } from './settings';
import { SwitcherDialog } from './switcher';
import { ViewerDialog } from './viewer';

export function DialogFor({ dialog, view }: { dialog: Dialog; view: View }): JSX.Element {
  switch (dialog.kind) {
    case 'rooms':
      return <RoomsDialog view={view} />;
    case 'switcher':
      return <SwitcherDialog view={view} />;
    case 'search':
      return <SearchDialog view={view} text={dialog.text} />;
    case 'settings':
      return <SettingsDialog view={view} page={dialog.page ?? 'look'} />;
    case 'keys':
      return <KeysDialog view={view} />;
    case 'inbox':
      return <InboxDialog view={view} />;
    case 'room':
      return <RoomDialog view={view} conversation={dialog.conversation} />;
    case 'lock':
      return <LockDialog view={view} conversation={dialog.conversation} />;
    case 'date':
      return <DateDialog view={view} conversation={dialog.conversation} />;
    case 'invite':
      return <InviteDialog view={view} conversation={dialog.conversation} />;
    case 'files':
      return <FilesDialog view={view} conversation={dialog.conversation} files={dialog.files} />;
    case 'viewer':
      return <ViewerDialog view={view} conversation={dialog.conversation} file={dialog.file} />;
    case 'account':
      return <AccountDialog view={view} what={dialog.what} />;
    case 'moderate':
      return <ModerateDialog view={view} deed={dialog} />;
    case 'confirm':
      return <ConfirmDialog view={view} confirm={dialog} />;
  }
}
