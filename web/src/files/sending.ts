// All that it takes to send a file: fetched with the first one.

export { random_file_key } from '../cipher/file_stream';
export { file_link_text } from './link';
export { mark_of } from './mark';
export { prepared, type Prepared } from './picture';
export { clear_source, sealed_source } from './sources';
export {
  bytes_max_of, fetch_send, forget_upload, TusUpload, type Source, type TusSend, type Uploaded,
  type UploadFault,
} from './tus';
export { in_worker } from './workshop';
