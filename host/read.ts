import { closeSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** The largest file that is read, in bytes. */
export const LARGEST_FILE = 5_000_000;
/** A script of this size whose lines are this long on average is taken for minified. */
const MINIFIED = { bytes: 20_000, lineLength: 400 };

/** A file's text, or why there is none. */
export type ReadFile = { readonly text: string } | { readonly reason: string; readonly expected: boolean };

/**
 * Reads a text file: UTF-8 (with or without a byte order mark), UTF-16 with a mark, and Latin-1 where the bytes are no
 * UTF-8. Never throws: what cannot be read comes back with its reason.
 */
export function readTextFile(path: string): ReadFile {
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) return { reason: 'symbolic link', expected: true };
    if (!stat.isFile()) return { reason: 'not a regular file', expected: true };
    if (stat.size > LARGEST_FILE && /[.-](?:min|bundle|browser|umd|prod)\b[\w.]*\.[cm]?js$/.test(path))
      return { reason: 'minified', expected: true };
    if (stat.size > LARGEST_FILE) return { reason: `larger than ${LARGEST_FILE / 1_000_000} MB`, expected: false };
    const bytes = readFileSync(path);
    const text = decode(bytes);
    if (text === undefined) return { reason: 'binary', expected: true };
    if (/\.[cm]?js$/.test(path) && isMinified(text)) return { reason: 'minified', expected: true };
    return { text };
  } catch (error) {
    return { reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`, expected: false };
  }
}

/** Text of bytes; undefined for binary content. A byte order mark is taken off, as editors do. */
export function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

function isMinified(text: string): boolean {
  if (text.length < MINIFIED.bytes) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > MINIFIED.lineLength;
}

/** The first line of a file, for files without an ending; empty where it cannot be read. */
export function firstLine(path: string): string {
  try {
    const file = openSync(path, 'r');
    const buffer = Buffer.alloc(128);
    const length = readSync(file, buffer, 0, buffer.length, 0);
    closeSync(file);
    return buffer.toString('latin1', 0, length).split('\n', 1)[0] ?? '';
  } catch {
    return '';
  }
}
