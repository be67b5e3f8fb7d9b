import { statSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';

/** Replaces a file's text in one step (temporary file, rename); mode and owner stay. */
export function replaceFile(path: string, text: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  writeFileAtomic.sync(path, text, mode === undefined ? {} : { mode: mode & 0o7777 });
}
